/** What a page's policy must allow for live reload: exactly these URLs. */
export interface CspAllowances {
  /** URL of the script, which also runs as a worker. */
  readonly script: string;
  /** Digest of the script, as `sha256-...`. */
  readonly integrity: string;
  /** URL of the event stream. */
  readonly events: string;
}

type Directives = Map<string, string[]>;

/**
 * Extends a Content-Security-Policy so that live reload works. It adds exact URLs; everything else that the policy
 * blocks stays blocked.
 *
 * @param policies One or more policies, separated by commas.
 * @see Content Security Policy Level 3, §6.7
 */
export function allowLiveReload(policies: string, allowances: CspAllowances): string {
  return policies.split(",").map((policy) => extendPolicy(policy, allowances)).join(",");
}

function extendPolicy(policy: string, { script, integrity, events }: CspAllowances): string {
  const directives = parse(policy);
  if (directives.size === 0) return policy;
  const scripts = effectiveSources(directives, ["script-src-elem", "script-src", "default-src"]);
  // With 'strict-dynamic', URLs are ignored, but a digest counts.
  const isStrict = scripts?.includes("'strict-dynamic'") === true;
  addSource(directives, "script-src-elem", scripts, isStrict ? `'${integrity}'` : script);
  const workers = ["worker-src", "child-src", "script-src", "default-src"];
  addSource(directives, "worker-src", effectiveSources(directives, workers), script);
  const connections = effectiveSources(directives, ["connect-src", "default-src"]);
  addSource(directives, "connect-src", connections, events);
  return [...directives].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
}

/** Only the first directive of each name counts (§2.2.1). */
function parse(policy: string): Directives {
  const directives: Directives = new Map();
  for (const part of policy.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    const key = name?.toLowerCase() ?? "";
    if (key !== "" && !directives.has(key)) directives.set(key, sources);
  }
  return directives;
}

/** Returns the sources of the first directive that is present. */
function effectiveSources(
  directives: Directives,
  names: readonly string[],
): string[] | undefined {
  return names.map((name) => directives.get(name)).find((sources) => sources !== undefined);
}

/** Sets a directive to its effective sources and one more; if there are none, everything is allowed already. */
function addSource(
  directives: Directives,
  name: string,
  sources: readonly string[] | undefined,
  source: string,
): void {
  if (sources === undefined) return;
  directives.set(name, [...sources.filter((other) => other.toLowerCase() !== "'none'"), source]);
}
