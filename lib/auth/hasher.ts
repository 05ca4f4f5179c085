import { PendingRequests } from "../util/pending_requests.ts";
import { SupervisedWorker } from "../util/supervised_worker.ts";
import type { FromHasher, LoginAttempt, ToHasher, Verdict } from "./messages.ts";
import { LoginRateLimit } from "./rate_limit.ts";

/** The hash worker's main module. */
const WORKER_URL = new URL("./hash_worker.ts", import.meta.url);

/** Maximum number of passwords in the queue. */
const MAX_PENDING = 64;

const NO_PERMISSIONS = {
  read: false,
  write: false,
  net: false,
  env: false,
  run: false,
  sys: false,
  ffi: false,
  import: false,
};

/** Verifies passwords for all server workers, in one worker without permissions. */
export class Hasher {
  readonly #rateLimit = new LoginRateLimit();
  readonly #pending = new PendingRequests<boolean>();
  /** Starts with the first password, and after a death with the next one: no restart is scheduled. */
  readonly #worker: SupervisedWorker<ToHasher, FromHasher>;

  /** @param report Receives a line for the operator. */
  constructor(report: (text: string) => void) {
    this.#worker = new SupervisedWorker({
      create: () => ({
        worker: new Worker(WORKER_URL, {
          type: "module",
          name: "hasher",
          deno: { permissions: NO_PERMISSIONS },
        } as WorkerOptions),
      }),
      onMessage: ({ id, isRight }: FromHasher) => this.#pending.resolve(id, isRight),
      onExit: (reason) => {
        report(`the password worker died: ${reason}`);
        // Pending logins fail; the clients may try again.
        this.#pending.resolveAll(false);
      },
      delays: { first: 0, limit: 0, stable: 0 },
    });
  }

  /** Verifies a password, subject to the rate limit of the client's address. */
  async verify({ password, hash, address }: LoginAttempt): Promise<Verdict> {
    if (this.#pending.size >= MAX_PENDING) return "busy";
    // The token is taken before hashing, so that parallel attempts can't exceed the limit.
    if (!this.#rateLimit.take(address)) return "limited";
    if (!this.#worker.isRunning) this.#worker.start();
    const isRight = await this.#pending.send((id) => this.#worker.send({ id, password, hash }));
    if (isRight) this.#rateLimit.giveBack(address);
    return isRight ? "right" : "wrong";
  }

  stop(): void {
    this.#worker.stop();
  }
}
