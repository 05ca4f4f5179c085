import type { Captures } from "./pattern.ts";

const PLACEHOLDER = /:([A-Za-z_]\w*)/g;

/**
 * Puts what placeholders stand for into a rule's target, percent-encoded: so a request can neither change the origin
 * nor add a parameter or a segment that was not matched as one.
 *
 * @param target Checked by `createRedirect`: its authority has no placeholder.
 */
export function substituteTarget(target: string, captures: Captures): string {
  const { before, path, query, fragment } = splitTarget(target);
  const filledPath = replace(
    path,
    captures,
    (value) => value.split("/").map(encodeURIComponent).join("/"),
  );
  // What stands for nothing may leave slashes behind, and two at the front would name a host.
  const onePath = before === "" ? filledPath.replace(/^\/+/, "/") : filledPath;
  const inQuery = (text: string) => replace(text, captures, encodeURIComponent);
  return `${before}${encodeText(onePath)}${encodeText(inQuery(query))}${
    encodeText(inQuery(fragment))
  }`;
}

/** Puts what placeholders stand for into a field's value. */
export function substituteValue(value: string, captures: Captures): string {
  return replace(value, captures, (text) => text.split("/").map(encodeURIComponent).join("/"));
}

/** Scheme and authority, path, query with its `?`, fragment with its `#`. */
export function splitTarget(
  target: string,
): { before: string; path: string; query: string; fragment: string } {
  const [, before = "", path = "", query = "", fragment = ""] =
    /^([a-z]+:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(target) ?? [];
  return { before, path, query, fragment };
}

/** A name that nothing was matched by stays as it is. */
function replace(text: string, captures: Captures, encode: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = Object.hasOwn(captures, name) ? captures[name] : undefined;
    return value === undefined ? whole : encode(value.toWellFormed());
  });
}

/** What the operator wrote may have characters that a field can't. */
function encodeText(text: string): string {
  return text.replace(/[^\u0021-\u007e]+|\\/g, (part) => encodeURIComponent(part.toWellFormed()));
}
