/** The largest block that glibc learns from, in bytes: just below `DEFAULT_MMAP_THRESHOLD_MAX` (mallopt(3)). */
const LARGEST = 31 * 1024 * 1024;

/**
 * Keeps memory that was freed in this process instead of giving it back to the system at once, to be fetched again,
 * page by page, for the next body: on Linux that was measured to cost more than all else of a range of a large file.
 * glibc gives back what lies at the end of its heap when it is more than 128 KiB or, later, twice the largest block that
 * was ever mapped and freed (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD in mallopt(3)). So one is: it is never touched, and takes
 * no memory. Elsewhere this changes nothing.
 */
export function keepFreedMemory(): void {
  new ArrayBuffer(LARGEST).transfer(0);
}
