/** The largest block whose size glibc adapts to, in bytes: just below `DEFAULT_MMAP_THRESHOLD_MAX` (mallopt(3)). */
const MAX_BLOCK = 31 * 1024 * 1024;

/**
 * Makes glibc keep freed memory in the process. Without this, freed memory returns to the system at once and is mapped
 * again page by page for the next body; on Linux that cost more than the rest of a range reply for a large file.
 *
 * glibc trims the top of its heap if it exceeds 128 KiB or twice the largest mapped block that was ever freed
 * (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD in mallopt(3)). This function maps and frees such a block. The block is never
 * touched, so it uses no memory. With other allocators the call has no effect.
 */
export function keepFreedMemory(): void {
  new ArrayBuffer(MAX_BLOCK).transfer(0);
}
