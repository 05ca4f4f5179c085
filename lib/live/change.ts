/** A change of served files. */
export interface Change {
  /** When the change was seen, in milliseconds since 1970. */
  readonly at: number;
  /** Changed style sheets, as paths below the root; undefined if anything else changed and pages must reload. */
  readonly styles: readonly string[] | undefined;
}

/** The most style sheets that a change lists. */
const MAX_STYLES = 50;

/** @param paths The changed paths below the root, with slashes. */
export function createChange(paths: ReadonlySet<string>, at: number): Change {
  const all = [...paths];
  const areStyles = all.length <= MAX_STYLES && all.every((path) => /\.css$/i.test(path));
  return { at, styles: areStyles ? all : undefined };
}
