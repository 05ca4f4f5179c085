import type { UserTable } from "./user_table.ts";

/** The result of a login attempt. */
export type Verdict =
  | "right"
  | "wrong"
  /** The client's address sent too many wrong passwords. */
  | "limited"
  /** Too many passwords of this server worker are in the queue, or were wrong. */
  | "busy";

/** A password to verify. */
export interface LoginAttempt {
  /** Id of the access rule whose users may log in. */
  readonly rule: string;
  /** The user name that the client sent. */
  readonly name: string;
  readonly password: Uint8Array;
  /** The client's IP address. */
  readonly address: string;
}

/** Verifies a password. */
export type Verify = (attempt: LoginAttempt) => Promise<Verdict>;

/** From the supervisor to the password worker. */
export type ToHasher =
  /** Use these users from now on. */
  | { readonly kind: "users"; readonly users: UserTable }
  /** Verify this password. */
  | {
    readonly kind: "verify";
    readonly id: number;
    readonly rule: string;
    readonly name: string;
    readonly password: Uint8Array;
  };

/** Reply of the password worker, with the request's id. */
export interface FromHasher {
  readonly id: number;
  readonly isRight: boolean;
}
