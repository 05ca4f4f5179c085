import { isBytes, isId, isRecord, isText, type Properties } from "../util/message_checks.ts";
import type { UserTable } from "./user_table.ts";

/** Maximum length of `NAME:PASSWORD`, in bytes. */
export const MAX_CREDENTIALS = 1024;

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
  /**
   * Whether the request is not for a path of this rule: it only asks what the client may see. A name that the rule does
   * not have is then no failed login, because it may be right for another rule.
   */
  readonly isLookup?: boolean;
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

/** Maximum length of a rule's id, in UTF-16 code units. */
const MAX_RULE = 64 * 1024;

/** Maximum length of an IP address with a zone. */
const MAX_ADDRESS = 128;

/** Whether the properties are those of a login attempt. */
export function isLoginAttempt(
  { rule, name, password, address, isLookup }: Properties,
): boolean {
  return isText(rule, MAX_RULE) && isText(name, MAX_CREDENTIALS) &&
    isBytes(password, MAX_CREDENTIALS) && isText(address, MAX_ADDRESS) &&
    (isLookup === undefined || typeof isLookup === "boolean");
}

/** Returns the password worker's message; undefined if it is invalid. */
export function parseFromHasher(data: unknown): FromHasher | undefined {
  const isValid = isRecord(data) && isId(data.id) && typeof data.isRight === "boolean";
  return isValid ? data as unknown as FromHasher : undefined;
}
