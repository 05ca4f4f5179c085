// C0, DEL and C1 controls; marks and overrides of direction; line separators; lone surrogates.
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Text for a terminal, a log or a plain page: what could steer it is shown as `\u{..}` instead. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** A JSON value on one line, without anything that could steer a terminal. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
