import type { Captures } from "./pattern.ts";

const PLACEHOLDER = /:([A-Za-z_]\w*)/g;

/**
 * Replaces the placeholders in a rule's target with captured text, percent-encoded, so that a request can't change the
 * origin or inject a query parameter or segment.
 *
 * @param target Validated by `createRedirect`: its authority has no placeholder.
 */
export function substituteTarget(target: string, captures: Captures): string {
  const { before, path, query, fragment } = splitTarget(target);
  const filledPath = substituteValue(path, captures);
  // An empty capture may leave two leading slashes, which would make the next segment a host.
  const safePath = before === "" ? filledPath.replace(/^\/+/, "/") : filledPath;
  const inQuery = (text: string) => replace(text, captures, encodeURIComponent);
  return `${before}${encodeText(safePath)}${encodeText(inQuery(query))}${
    encodeText(inQuery(fragment))
  }`;
}

/** Replaces the placeholders in a field value with captured text, percent-encoded. */
export function substituteValue(value: string, captures: Captures): string {
  return replace(value, captures, (text) => text.split("/").map(encodeURIComponent).join("/"));
}

/** Splits a target. `before` is scheme and authority, `query` includes its `?`, `fragment` its `#`. */
export function splitTarget(
  target: string,
): { before: string; path: string; query: string; fragment: string } {
  const [, before = "", path = "", query = "", fragment = ""] =
    /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(target) ?? [];
  return { before, path, query, fragment };
}

/** Replaces placeholders; those without a capture stay unchanged. */
function replace(text: string, captures: Captures, encode: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = Object.hasOwn(captures, name) ? captures[name] : undefined;
    return value === undefined ? whole : encode(value.toWellFormed());
  });
}

/** Percent-encodes characters of the rule's own text that a header field can't contain, and backslashes. */
function encodeText(text: string): string {
  return text.replace(/[^\u0021-\u007e]+|\\/g, (part) => encodeURIComponent(part.toWellFormed()));
}
