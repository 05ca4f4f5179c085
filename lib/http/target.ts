/** A request target, read once: what every later stage sees of the path. */
export type Target =
  | {
    readonly kind: "path";
    /** What the segments say, as one text: starts with a slash, ends with one when it names a directory. */
    readonly path: string;
    /** Decoded, without empty and dot segments. */
    readonly segments: readonly string[];
    /** Whether the path ended with a slash (or with a dot segment), so names a directory. */
    readonly directory: boolean;
    /** The query with its `?`, as sent; empty when there is none. */
    readonly query: string;
  }
  /** Well-formed, but no file can have this name: an encoded slash or a backslash stands in it. */
  | { readonly kind: "nothing"; readonly query: string }
  | { readonly kind: "invalid"; readonly status: 400 | 414 };

/** One that names a path. */
export type PathTarget = Extract<Target, { readonly kind: "path" }>;

/** The longest path that is read, in bytes as sent. */
export const MAX_PATH_BYTES = 8192;

const BAD_REQUEST: Target = { kind: "invalid", status: 400 };

// C0 controls, DEL and C1 controls.
// deno-lint-ignore no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Reads a request target in origin form: percent-escapes are decoded once, repeated slashes collapse, dot
 * segments (raw or escaped) are removed; climbing above the root is an error.
 *
 * @param raw Starts with a slash. Raw UTF-8 has been decoded by the runtime.
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

/** The path in URL form, each segment percent-encoded; starts with exactly one slash. */
export function formatPath(segments: readonly string[], directory: boolean): string {
  if (segments.length === 0) return "/";
  return `/${segments.map(encodeURIComponent).join("/")}${directory ? "/" : ""}`;
}

/** A query as sent, made fit for a field value: what is not printable ASCII is percent-encoded. */
export function formatQuery(query: string): string {
  return query.replace(/[^\u0021-\u007e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}

function encodedLength(path: string): number {
  // At most three bytes stand for one UTF-16 code unit.
  if (path.length * 3 <= MAX_PATH_BYTES) return path.length;
  return new TextEncoder().encode(path).length;
}

/** Undefined for a malformed escape, invalid UTF-8 or a control character. */
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

/** Undefined when the path climbs above the root. */
function removeDotSegments(decoded: readonly string[]): string[] | undefined {
  const segments: string[] = [];
  for (const segment of decoded) {
    if (segment === "..") {
      if (segments.pop() === undefined) return undefined;
    } else if (segment !== "" && segment !== ".") {
      segments.push(segment);
    }
  }
  // What is remembered for long has no room to grow.
  return segments.slice();
}

function isDot(segment: string | undefined): boolean {
  return segment === "." || segment === "..";
}
