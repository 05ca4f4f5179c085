/** What became of an attempt to log in. */
export type Verdict =
  | "right"
  | "wrong"
  /** There were too many wrong ones from there. */
  | "limited"
  /** Too many are being looked at. */
  | "busy";

/** A password to be looked at. */
export interface LoginAttempt {
  readonly password: Uint8Array;
  readonly hash: string;
  /** The client's address. */
  readonly address: string;
}

/** Looks at a password. */
export type Verify = (attempt: LoginAttempt) => Promise<Verdict>;

/** To the worker that hashes. */
export interface ToHasher {
  readonly id: number;
  readonly password: Uint8Array;
  readonly hash: string;
}

/** From it. */
export interface FromHasher {
  readonly id: number;
  readonly isRight: boolean;
}
