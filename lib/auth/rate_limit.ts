import { LRUCache } from "lru-cache";
import { clientNetwork } from "../util/ip.ts";

/** How many wrong passwords an address may send at once, and how long it takes for one more, in milliseconds. */
const BURST = 10;
const REFILL = 6_000;

/** How many addresses are remembered. */
const MAX_REMEMBERED = 10_000;

interface Bucket {
  tokens: number;
  time: number;
}

/** Limits attempts by address: each takes a token, which comes back when it was right. */
export class LoginRateLimit {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_REMEMBERED });
  readonly #now: () => number;

  /** @param now The time in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a token: false when there is none. */
  take(address: string): boolean {
    const bucket = this.#bucket(clientNetwork(address));
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Gives a token back. */
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
