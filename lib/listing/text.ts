import { format as formatBytes } from "@std/fmt/bytes";

/** A size for people, as `1.5 KiB` (IEC 80000-13's units, which the library writes with a small k). */
export function formatSize(bytes: number): string {
  return formatBytes(bytes, { binary: true }).replace("kiB", "KiB");
}

/** A time in UTC, as an element that a script can say in other words; empty when there is none. */
export function timeElement(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "";
  const time = date.toISOString();
  return `<time datetime="${time}">${time.slice(0, 16).replace("T", " ")}</time>`;
}

/** `1 file`, `1,200 files`. */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
