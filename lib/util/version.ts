import facts from "../build.json" with { type: "json" };
import project from "../../deno.json" with { type: "json" };

/** Digits of a commit hash that are shown. */
const COMMIT_DIGITS = 12;

/** Returns the text of `--version`. The version number is read from `deno.json`. */
export function versionText(): string {
  const { version, commit, deno, v8 } = buildLabels();
  return `plinth ${version} (commit ${commit}, deno ${deno}, v8 ${v8})\n`;
}

/** Returns the labels of the `plinth_build_info` metric. */
export function buildLabels() {
  const { deno, v8 } = Deno.version;
  return { version: project.version, commit: buildCommit() ?? "unknown", deno, v8 } as const;
}

/**
 * Returns the commit that this executable was built from or, when running from source, the one that is checked out;
 * undefined if there is no readable repository.
 */
export function buildCommit(): string | undefined {
  const built: string | null = facts.commit;
  if (built !== null || Deno.build.standalone) return built ?? undefined;
  try {
    return readHeadCommit(new URL("../../.git/", import.meta.url))?.slice(0, COMMIT_DIGITS);
  } catch {
    return undefined;
  }
}

/** Resolves HEAD to a commit (gitrepository-layout(5)). */
function readHeadCommit(repository: URL): string | undefined {
  const read = (name: string) => Deno.readTextFileSync(new URL(name, repository)).trim();
  const head = read("HEAD");
  if (!head.startsWith("ref: ")) return head;
  const name = head.slice("ref: ".length);
  try {
    return read(name);
  } catch {
    return read("packed-refs").split("\n").find((line) => line.endsWith(` ${name}`));
  }
}
