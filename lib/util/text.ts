import { escape } from "@std/html/entities";

// C0, DEL and C1 controls; directional marks and overrides; line separators; lone surrogates.
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex -- the pattern matches control characters
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Returns text for a terminal, a log or a plain-text page, with control characters written as `\u{..}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** Serializes a JSON value to one line that contains no terminal control characters. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, escapeCodeUnit);
}

/** Serializes a JSON value so that it can be embedded in an HTML `<script>` or sniffed as HTML without harm. */
export function htmlSafeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeCodeUnit);
}

/** Escapes untrusted text for HTML and isolates its direction, so that it can't reorder the text around it. */
export function bidiIsolatedHtml(text: string): string {
  return `<bdi>${escape(text)}</bdi>`;
}

function escapeCodeUnit(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
