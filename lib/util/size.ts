import { format as formatBytes } from "@std/fmt/bytes";

/** Formats a size for people: `1.5 KiB` (IEC 80000-13; the library writes `kiB`). */
export function formatSize(bytes: number): string {
  return formatBytes(bytes, { binary: true }).replace("kiB", "KiB");
}
