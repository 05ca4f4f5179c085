import { clientNetwork } from "../util/ip.ts";
import { reportOncePerMinute } from "../util/report_once.ts";
import { TokenBuckets } from "./token_bucket.ts";

/** Wrong passwords that a client's network may send: ten at once, then one every six seconds. */
const OF_CLIENT = { burst: 10, refill: 6_000, maxKeys: 10_000 };

/**
 * Wrong passwords that a server worker may ask about, whatever addresses it names: 500 at once, then four a second. An
 * honest worker stays below that, because hashing is hardly faster.
 */
const OF_WORKER = { burst: 500, refill: 250, maxKeys: 1_000 };

/** Maximum number of passwords that wait to be verified, for each server worker. */
const MAX_PENDING = 32;

/** A login attempt that was admitted. */
export interface AdmittedLogin {
  /** To be called when the password has been verified. A right password does not count. */
  end(isRight: boolean): void;
}

/**
 * Limits login attempts: by client and, since a worker that an attacker controls can name any client, by worker. Each
 * attempt counts as wrong until it has ended, so that parallel attempts can't exceed a limit.
 */
export class LoginLimits {
  readonly #clients: TokenBuckets<string>;
  readonly #workers: TokenBuckets<number>;
  readonly #pending = new Map<number, number>();
  readonly #reportWorker: (worker: number) => void;

  /**
   * @param report Receives a line for the operator.
   * @param now Monotonic time in milliseconds.
   */
  constructor(report: (text: string) => void, now: () => number = () => performance.now()) {
    this.#reportWorker = reportOncePerMinute(
      (worker: number) =>
        report(`worker ${worker} asked about too many wrong passwords: some of its logins get 503`),
      now,
    );
    this.#clients = new TokenBuckets({ ...OF_CLIENT, now });
    this.#workers = new TokenBuckets({ ...OF_WORKER, now });
  }

  /**
   * Admits an attempt.
   *
   * @param worker Number of the server worker that asks.
   * @returns `busy` if the worker has reached a limit, `limited` if the client has.
   */
  admit(worker: number, address: string): AdmittedLogin | "busy" | "limited" {
    const pending = this.#pending.get(worker) ?? 0;
    if (pending >= MAX_PENDING) return "busy";
    if (!this.#workers.take(worker)) {
      this.#reportWorker(worker);
      return "busy";
    }
    const network = clientNetwork(address);
    if (!this.#clients.take(network)) {
      this.#workers.giveBack(worker);
      return "limited";
    }
    this.#pending.set(worker, pending + 1);
    return {
      end: (isRight) => {
        this.#pending.set(worker, (this.#pending.get(worker) ?? 1) - 1);
        if (!isRight) return;
        this.#workers.giveBack(worker);
        this.#clients.giveBack(network);
      },
    };
  }
}
