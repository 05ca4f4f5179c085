import { format as formatBytes } from "@std/fmt/bytes";

/** A size for people, as `1.5 KiB` (IEC 80000-13's units, which the library writes with a small k). */
export function formatSize(bytes: number): string {
  return formatBytes(bytes, { binary: true }).replace("kiB", "KiB");
}
