/** A parsed request target. */
export type Target =
  | {
    readonly kind: "path";
    /** The decoded segments joined: starts with a slash, and ends with one if it names a directory. */
    readonly path: string;
    /** Decoded, without empty and dot segments. */
    readonly segments: readonly string[];
    /** Whether the path ended with a slash or a dot segment, and so names a directory. */
    readonly directory: boolean;
    /** The query as sent, with its `?`; empty if absent. */
    readonly query: string;
  }
  /** Well-formed, but no file can have this name: a segment contains an encoded slash or a backslash. */
  | { readonly kind: "nothing"; readonly query: string }
  | { readonly kind: "invalid"; readonly status: 400 | 414 };

/** A target that names a path. */
export type PathTarget = Extract<Target, { readonly kind: "path" }>;

/** The longest accepted path, in bytes as sent. */
export const MAX_PATH_BYTES = 8192;

const BAD_REQUEST: Target = { kind: "invalid", status: 400 };

// C0 controls, DEL and C1 controls.
// deno-lint-ignore no-control-regex -- the pattern matches control characters
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Parses a request target in origin form. Percent-escapes are decoded once, repeated slashes are collapsed, and dot
 * segments, raw or escaped, are removed. A path that climbs above the root is invalid.
 *
 * @param raw Starts with a slash. The runtime has decoded raw UTF-8.
 * @see RFC 9110 §7.1, RFC 3986 §5.2.4 and §6.2.2, RFC 9112 §3.2 (no fragment in a target)
 */
export function parseTarget(raw: string): Target {
  const mark = raw.indexOf("?");
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const query = mark < 0 ? "" : raw.slice(mark);
  if (path.length > MAX_PATH_BYTES || encodedLength(path) > MAX_PATH_BYTES) {
    return { kind: "invalid", status: 414 };
  }
  if (raw.includes("#")) return BAD_REQUEST;
  const decoded = decodeSegments(path);
  if (decoded === undefined) return BAD_REQUEST;
  const segments = removeDotSegments(decoded);
  if (segments === undefined) return BAD_REQUEST;
  if (segments.some((segment) => segment.includes("/") || segment.includes("\\"))) {
    return { kind: "nothing", query };
  }
  const last = decoded.at(-1);
  const directory = last === "" || isDot(last);
  return { kind: "path", path: joinSegments(segments, directory), segments, directory, query };
}

function joinSegments(segments: readonly string[], directory: boolean): string {
  return `/${segments.join("/")}${directory && segments.length > 0 ? "/" : ""}`;
}

/** Returns the path in URL form, each segment percent-encoded; it starts with exactly one slash. */
export function formatPath(segments: readonly string[], directory: boolean): string {
  if (segments.length === 0) return "/";
  return `/${segments.map(encodeURIComponent).join("/")}${directory ? "/" : ""}`;
}

/** Percent-encodes everything in a query but printable ASCII, so that it is a valid field value. */
export function formatQuery(query: string): string {
  return query.replace(/[^\u0021-\u007e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}

function encodedLength(path: string): number {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  if (path.length * 3 <= MAX_PATH_BYTES) return path.length;
  return new TextEncoder().encode(path).length;
}

/** Returns undefined for a malformed escape, invalid UTF-8 or a control character. */
function decodeSegments(path: string): string[] | undefined {
  if (CONTROL.test(path)) return undefined;
  const raw = path.slice(1).split("/");
  if (!path.includes("%")) return raw;
  try {
    const decoded = raw.map(decodeURIComponent);
    return decoded.some((segment) => CONTROL.test(segment)) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/** Returns undefined if the path climbs above the root. */
function removeDotSegments(decoded: readonly string[]): string[] | undefined {
  const segments: string[] = [];
  for (const segment of decoded) {
    if (segment === "..") {
      if (segments.pop() === undefined) return undefined;
    } else if (segment !== "" && segment !== ".") {
      segments.push(segment);
    }
  }
  // Targets are cached: slice() drops the spare capacity of the array.
  return segments.slice();
}

function isDot(segment: string | undefined): boolean {
  return segment === "." || segment === "..";
}
