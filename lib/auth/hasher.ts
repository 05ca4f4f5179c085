import { LoginRateLimit } from "./rate_limit.ts";
import type { FromHasher, LoginAttempt, ToHasher, Verdict } from "./messages.ts";

/** The module that the hashing worker runs. */
const WORKER_URL = new URL("./hash_worker.ts", import.meta.url);

/** How many passwords may wait to be looked at. */
const MAX_WAITING = 64;

const NOTHING = {
  read: false,
  write: false,
  net: false,
  env: false,
  run: false,
  sys: false,
  ffi: false,
  import: false,
};

/** Looks at passwords for all server workers, in a worker of its own that may do nothing else. */
export class Hasher {
  readonly #report: (text: string) => void;
  readonly #failures = new LoginRateLimit();
  readonly #waiting = new Map<number, (isRight: boolean) => void>();
  #worker: Worker | undefined;
  #count = 0;

  /** @param report Takes a line for the operator. */
  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  /** Looks at a password. */
  async verify({ password, hash, address }: LoginAttempt): Promise<Verdict> {
    if (this.#waiting.size >= MAX_WAITING) return "busy";
    // Taken before, so that many at once are no way around it.
    if (!this.#failures.take(address)) return "limited";
    const id = ++this.#count;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.set(id, resolve);
    this.#ready().postMessage({ id, password, hash } satisfies ToHasher);
    const isRight = await promise;
    this.#waiting.delete(id);
    if (isRight) this.#failures.giveBack(address);
    return isRight ? "right" : "wrong";
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** The worker, started when it is needed first. */
  #ready(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(WORKER_URL, {
      type: "module",
      name: "hasher",
      deno: { permissions: NOTHING },
    } as WorkerOptions);
    worker.onmessage = ({ data }: MessageEvent<FromHasher>) => {
      this.#waiting.get(data.id)?.(data.isRight);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker !== worker) return;
      this.#report(`the worker that looks at passwords died: ${event.message}`);
      this.stop();
      // Who waits for it is not let in, and may try again.
      for (const answer of this.#waiting.values()) answer(false);
    };
    return this.#worker = worker;
  }
}
