import { PendingRequests } from "../util/pending_requests.ts";
import { SupervisedWorker } from "../util/supervised_worker.ts";
import {
  type FromHasher,
  type LoginAttempt,
  parseFromHasher,
  type ToHasher,
  type Verdict,
} from "./messages.ts";
import { LoginLimits } from "./login_limits.ts";
import { findHash, type UserTable } from "./user_table.ts";

/** The password worker's main module. */
const WORKER_URL = new URL("./hash_worker.ts", import.meta.url);

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
  readonly #limits: LoginLimits;
  readonly #pending = new PendingRequests<boolean>();
  #users: UserTable;
  /** Starts with the first password, and after a death with the next one: no restart is scheduled. */
  readonly #worker: SupervisedWorker<ToHasher, FromHasher>;

  /** @param report Receives a line for the operator. */
  constructor(users: UserTable, report: (text: string) => void) {
    this.#users = users;
    this.#limits = new LoginLimits(report);
    this.#worker = new SupervisedWorker({
      create: () => ({
        worker: new Worker(WORKER_URL, {
          type: "module",
          name: "hasher",
          deno: { permissions: NO_PERMISSIONS },
        } as WorkerOptions),
        start: { kind: "users", users: this.#users },
      }),
      parse: parseFromHasher,
      onMessage: ({ id, isRight }: FromHasher) => this.#pending.resolve(id, isRight),
      onExit: (reason) => {
        report(`the password worker died: ${reason}`);
        // Pending logins fail; the clients may try again.
        this.#pending.resolveAll(false);
      },
      delays: { first: 0, limit: 0, stable: 0 },
    });
  }

  /** Replaces the users, also for passwords that are already in the queue. */
  setUsers(users: UserTable): void {
    this.#users = users;
    this.#worker.send({ kind: "users", users });
  }

  /**
   * Verifies a password, subject to the limits of the client and of the worker.
   *
   * @param worker Number of the server worker that asks.
   */
  async verify(attempt: LoginAttempt, worker: number): Promise<Verdict> {
    const { rule, name, password, address, isLookup } = attempt;
    const login = this.#limits.admit(worker, address);
    if (login === "busy" || login === "limited") return login;
    if (!this.#worker.isRunning) this.#worker.start();
    const isRight = await this.#pending.send((id) =>
      this.#worker.send({ kind: "verify", id, rule, name, password })
    );
    const isOfUser = findHash(this.#users, rule, name)?.isOfUser === true;
    login.end(isRight || (isLookup === true && !isOfUser));
    return isRight ? "right" : "wrong";
  }

  stop(): void {
    this.#worker.stop();
  }
}
