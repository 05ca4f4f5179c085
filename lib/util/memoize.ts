import { LRUCache } from "lru-cache";

/** How many texts are remembered, and how long they may be, in UTF-16 code units. */
const MAX_REMEMBERED = 256;
const MAX_LENGTH = 512;

/** Remembers what a pure function makes of the texts that come again and again. */
export function memoize<T extends object | string>(
  compute: (text: string) => T,
): (text: string) => T {
  const remembered = new LRUCache<string, T>({ max: MAX_REMEMBERED });
  return (text) => {
    const before = remembered.get(text);
    if (before !== undefined) return before;
    const made = compute(text);
    if (text.length <= MAX_LENGTH) remembered.set(text, made);
    return made;
  };
}
