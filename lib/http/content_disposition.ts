/**
 * The Content-Disposition field of something to be saved under a name: in ASCII for whoever knows no better, and,
 * when that is not all of it, in UTF-8.
 *
 * @param name Any text; slashes and control characters are taken out of it.
 * @see RFC 6266 §4.3, RFC 8187 §3.2
 */
export function attachment(name: string): string {
  // deno-lint-ignore no-control-regex -- these are what is looked for
  const safe = name.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, "_");
  const ascii = safe.replace(/[^ -~]|["%]/gu, "_");
  const plain = `attachment; filename="${ascii}"`;
  return ascii === safe ? plain : `${plain}; filename*=UTF-8''${encodeExtended(safe)}`;
}

/** What is no attr-char (RFC 8187 §3.2.1) is percent-encoded. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
