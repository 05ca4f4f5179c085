/** Something that was served has changed. */
export interface Change {
  /** When it was seen, in milliseconds since 1970. */
  readonly at: number;
  /** Style sheets, by their paths below the root, when nothing else has changed; else all has to be loaded anew. */
  readonly styles: readonly string[] | undefined;
}

/** How many style sheets are named at most. */
const MAX_STYLES = 50;

/** @param paths What has changed, below the root, with slashes. */
export function createChange(paths: ReadonlySet<string>, at: number): Change {
  const all = [...paths];
  const areStyles = all.length <= MAX_STYLES && all.every((path) => /\.css$/i.test(path));
  return { at, styles: areStyles ? all : undefined };
}
