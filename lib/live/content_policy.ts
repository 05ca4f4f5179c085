/** What a page needs to be told of changes: the URLs that its policy must allow, and nothing else. */
export interface CspAllowances {
  /** Of the script, which runs as a worker too. */
  readonly script: string;
  /** Of the script's content, as `sha256-...`. */
  readonly integrity: string;
  /** Where changes are told. */
  readonly events: string;
}

type Directives = Map<string, string[]>;

/**
 * Lets a page's Content-Security-Policy allow what live reload needs, by exact URLs: whatever else the policy
 * forbids it still forbids.
 *
 * @param policies One or more, separated by commas.
 * @see Content Security Policy Level 3, §6.7
 */
export function allowLiveReload(policies: string, needs: CspAllowances): string {
  return policies.split(",").map((policy) => allow(policy, needs)).join(",");
}

function allow(policy: string, { script, integrity, events }: CspAllowances): string {
  const directives = parse(policy);
  if (directives.size === 0) return policy;
  const scripts = effective(directives, ["script-src-elem", "script-src", "default-src"]);
  // Where trust is passed on by scripts alone, URLs do not count; a digest does.
  const isStrict = scripts?.includes("'strict-dynamic'") === true;
  add(directives, "script-src-elem", scripts, isStrict ? `'${integrity}'` : script);
  const workers = ["worker-src", "child-src", "script-src", "default-src"];
  add(directives, "worker-src", effective(directives, workers), script);
  add(directives, "connect-src", effective(directives, ["connect-src", "default-src"]), events);
  return [...directives].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
}

/** The first directive of a name counts (§2.2.1). */
function parse(policy: string): Directives {
  const directives: Directives = new Map();
  for (const part of policy.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    const key = name?.toLowerCase() ?? "";
    if (key !== "" && !directives.has(key)) directives.set(key, sources);
  }
  return directives;
}

function effective(directives: Directives, names: readonly string[]): string[] | undefined {
  return names.map((name) => directives.get(name)).find((sources) => sources !== undefined);
}

/** Nothing has to be allowed where nothing is forbidden. */
function add(
  directives: Directives,
  name: string,
  sources: readonly string[] | undefined,
  source: string,
): void {
  if (sources === undefined) return;
  directives.set(name, [...sources.filter((other) => other.toLowerCase() !== "'none'"), source]);
}
