import facts from "../build.json" with { type: "json" };

/** How many digits of a commit are shown. */
const DIGITS = 12;

/**
 * The commit that this was built from; from source, the one that is checked out.
 *
 * @returns Undefined when that can't be told: no repository, or none that may be read.
 */
export function buildCommit(): string | undefined {
  const built: string | null = facts.commit;
  if (built !== null || Deno.build.standalone) return built ?? undefined;
  try {
    return readCheckedOut(new URL("../../.git/", import.meta.url))?.slice(0, DIGITS);
  } catch {
    return undefined;
  }
}

/** Reads what HEAD leads to (gitrepository-layout(5)). */
function readCheckedOut(repository: URL): string | undefined {
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
