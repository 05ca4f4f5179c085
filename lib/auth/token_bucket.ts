import { LRUCache } from "lru-cache";

/** Parameters of a {@linkcode TokenBuckets}. */
export interface TokenBucketOptions {
  /** Events that may happen at once. */
  readonly burst: number;
  /** Time until one more may happen, in milliseconds. */
  readonly refill: number;
  /** Maximum number of keys with a bucket; the least recently used one is forgotten. */
  readonly maxKeys: number;
  /** Monotonic time in milliseconds. */
  readonly now?: () => number;
}

interface Bucket {
  tokens: number;
  time: number;
}

/** A token bucket for each key. */
export class TokenBuckets<Key extends string | number> {
  readonly #options: TokenBucketOptions;
  readonly #buckets: LRUCache<Key, Bucket>;
  readonly #now: () => number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#buckets = new LRUCache<Key, Bucket>({ max: options.maxKeys });
    this.#now = options.now ?? (() => performance.now());
  }

  /** Takes a token. @returns False if none is left. */
  take(key: Key): boolean {
    const bucket = this.#bucket(key);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Returns a token. */
  giveBack(key: Key): void {
    const bucket = this.#bucket(key);
    bucket.tokens = Math.min(bucket.tokens + 1, this.#options.burst);
  }

  #bucket(key: Key): Bucket {
    const { burst, refill } = this.#options;
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, time: now };
    bucket.tokens = Math.min(bucket.tokens + (now - bucket.time) / refill, burst);
    bucket.time = now;
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
