import { LRUCache } from "lru-cache";
import { clientNetwork } from "../util/ip.ts";

/** Wrong passwords that a client may send at once, and the time until it may send one more, in milliseconds. */
const BURST = 10;
const REFILL = 6_000;

/** Maximum number of networks with a bucket. */
const MAX_BUCKETS = 10_000;

interface Bucket {
  tokens: number;
  time: number;
}

/** Token bucket per client network. Each attempt takes a token; a right password returns it. */
export class LoginRateLimit {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });
  readonly #now: () => number;

  /** @param now Monotonic time in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a token. @returns False if none is left. */
  take(address: string): boolean {
    const bucket = this.#bucket(clientNetwork(address));
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Returns a token. */
  giveBack(address: string): void {
    const bucket = this.#bucket(clientNetwork(address));
    bucket.tokens = Math.min(bucket.tokens + 1, BURST);
  }

  #bucket(network: string): Bucket {
    const now = this.#now();
    const bucket = this.#buckets.get(network) ?? { tokens: BURST, time: now };
    bucket.tokens = Math.min(bucket.tokens + (now - bucket.time) / REFILL, BURST);
    bucket.time = now;
    this.#buckets.set(network, bucket);
    return bucket;
  }
}
