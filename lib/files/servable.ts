/** The settings that decide which names may be served. */
export interface NameRules {
  /** Whether to serve dotfiles. */
  readonly hidden: boolean;
  /** Whether to refuse names that are special in Windows. */
  readonly windows: boolean;
  /** The server's own files, such as keys, as paths below the root; undefined for none. */
  readonly denied?: ReadonlySet<string> | undefined;
}

/** Returns the rules of a site on this system. */
export function nameRules(site: Pick<NameRules, "hidden" | "denied">): NameRules {
  return {
    hidden: site.hidden,
    denied: site.denied,
    windows: Deno.build.os === "windows",
  };
}

/** The site's settings files and their sidecars, which are not served. */
const RESERVED = /^(?:_headers|_redirects|plinth\.json|serve\.json)(?:\.(?:br|zst|gz))?$/i;

// Devices, streams and drives (":"), endings that Windows trims, short 8.3 names.
const WINDOWS =
  /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?: *\..*)?$|:|[. ]$|~[0-9]/i;

/**
 * Whether the name of a file allows serving it. Dotfiles are not served, except below `/.well-known/` (RFC 8615), nor are
 * settings files and denied files.
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

/**
 * Returns a path in the form in which rules for passwords and denied files are compared: case and normalization don't
 * count. Requests use the stored spelling (`stored_name.ts`), but an operator may write a path differently.
 */
export function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

/** Returns the key of a file in `denied`. @param segments Below the root. */
export function deniedKey(segments: readonly string[]): string {
  return foldPath(segments.join("/"));
}

// deno-lint-ignore no-control-regex -- the pattern matches control characters
const UNREACHABLE = /[\u0000-\u001f\u007f-\u009f\\/]/;

/** Whether a request target can contain a name: `parseTarget` rejects the others. */
export function isReachableName(name: string): boolean {
  return !UNREACHABLE.test(name);
}
