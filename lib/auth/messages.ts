/** The result of a login attempt. */
export type Verdict =
  | "right"
  | "wrong"
  /** The client's address sent too many wrong passwords. */
  | "limited"
  /** The queue of passwords is full. */
  | "busy";

/** A password to verify. */
export interface LoginAttempt {
  readonly password: Uint8Array;
  readonly hash: string;
  /** The client's IP address. */
  readonly address: string;
}

/** Verifies a password. */
export type Verify = (attempt: LoginAttempt) => Promise<Verdict>;

/** Request to the hash worker. */
export interface ToHasher {
  readonly id: number;
  readonly password: Uint8Array;
  readonly hash: string;
}

/** Reply of the hash worker, with the request's id. */
export interface FromHasher {
  readonly id: number;
  readonly isRight: boolean;
}
