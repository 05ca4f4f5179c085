/** Which names may be served (`lib/config`). */
export interface NameRules {
  /** Serve dotfiles. */
  readonly hidden: boolean;
  /** Refuse what Windows gives a meaning of its own. */
  readonly windows: boolean;
  /** Files that are for the server alone, as paths below the root; undefined for none. */
  readonly denied?: ReadonlySet<string> | undefined;
}

/** Those of a site, on this system. */
export function nameRules(site: Pick<NameRules, "hidden" | "denied">): NameRules {
  return {
    hidden: site.hidden,
    denied: site.denied,
    windows: Deno.build.os === "windows",
  };
}

/** Settings of the site, which are for the server alone; also their precompressed forms. */
const RESERVED = /^(?:_headers|_redirects|plinth\.json|serve\.json)(?:\.(?:br|zst|gz))?$/i;

// Devices, streams and drives (":"), what is trimmed from an end, short 8.3 names.
const WINDOWS =
  /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?: *\..*)?$|:|[. ]$|~[0-9]/i;

/**
 * Whether the file at these segments below the root may be served at all, by its name: no dotfile, except
 * below `/.well-known/` at the root (RFC 8615), and none of the site's own settings, nor what else is denied.
 */
export function isServableName(segments: readonly string[], rules: NameRules): boolean {
  const [first] = segments;
  if (first !== undefined && segments.length === 1 && RESERVED.test(first)) return false;
  if (rules.denied?.has(deniedKey(segments)) === true) return false;
  return segments.every((segment, index) => {
    if (rules.windows && WINDOWS.test(segment)) return false;
    return rules.hidden || !segment.startsWith(".") || (index === 0 && segment === ".well-known");
  });
}

/** Where names are not told apart by their case, a path in another case must not be a way around. */
const IS_FOLDED = Deno.build.os === "darwin" || Deno.build.os === "windows";

/** The same for all paths that name the same file but for their case, where that does not count. */
export function foldPath(path: string): string {
  return IS_FOLDED ? path.toLowerCase() : path;
}

/** What is denied is known by this name. @param segments Below the root. */
export function deniedKey(segments: readonly string[]): string {
  return foldPath(segments.join("/"));
}

// deno-lint-ignore no-control-regex -- these are what is looked for
const UNREACHABLE = /[\u0000-\u001f\u007f-\u009f\\/]/;

/** Whether some request target can name an entry of a directory (`parseTarget` refuses the others). */
export function isReachableName(name: string): boolean {
  return !UNREACHABLE.test(name);
}
