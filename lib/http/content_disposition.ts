/**
 * Returns a Content-Disposition value that makes the client save the response under a name. The name is sent in ASCII
 * for old clients and, if it has other characters, also in UTF-8.
 *
 * @param name Any text; slashes, backslashes and control characters are replaced with `_`.
 * @see RFC 6266 §4.3, RFC 8187 §3.2
 */
export function attachment(name: string): string {
  // deno-lint-ignore no-control-regex -- the pattern matches control characters
  const safe = name.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, "_");
  const ascii = safe.replace(/[^ -~]|["%]/gu, "_");
  const plain = `attachment; filename="${ascii}"`;
  return ascii === safe ? plain : `${plain}; filename*=UTF-8''${encodeExtended(safe)}`;
}

/** Percent-encodes everything except attr-char (RFC 8187 §3.2.1). */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
