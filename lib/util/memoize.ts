import { LRUCache } from "lru-cache";

const MAX_ENTRIES = 256;

/** Results for longer texts are not cached; in UTF-16 code units. */
const MAX_LENGTH = 512;

/** Wraps a pure function of a text with an LRU cache of its results. */
export function memoize<T extends object | string>(
  compute: (text: string) => T,
): (text: string) => T {
  const cache = new LRUCache<string, T>({ max: MAX_ENTRIES });
  return (text) => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const result = compute(text);
    if (text.length <= MAX_LENGTH) cache.set(text, result);
    return result;
  };
}
