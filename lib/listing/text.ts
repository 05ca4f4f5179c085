/**
 * Longer texts, in UTF-16 code units, are shown as they are: somebody may write one that takes the parser a time
 * that grows with the square of its length, and that is half a second here.
 */
export const MAX_MARKDOWN = 64 * 1024;

/** What is said of them. */
export const TOO_LONG = "This is shown as it is: it is too long to be formatted (64 KiB at most).";

/** A time in UTC, as an element that a script can say in other words; empty when there is none. */
export function timeElement(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "";
  const time = date.toISOString();
  return `<time datetime="${time}">${time.slice(0, 16).replace("T", " ")}</time>`;
}

/** `1 file`, `1,200 files`. */
export function formatCount(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
