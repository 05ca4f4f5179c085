import type { User } from "./users.ts";

/**
 * The users of each access rule, by the rule's id. Only the supervisor and the password worker have it: a server
 * worker sees which paths need a login, but neither names nor hashes.
 */
export type UserTable = ReadonlyMap<string, readonly User[]>;

/** Paths of a site that require a login. */
export interface AuthRule {
  /** A pattern of `lib/rules/pattern.ts`. */
  readonly path: string;
  /** Names the rule's users to the verifier, which alone knows them. */
  readonly id: string;
}

/** An access rule as it is configured. */
export interface ConfiguredRule {
  /** A pattern of `lib/rules/pattern.ts`. */
  readonly path: string;
  readonly users: readonly User[];
}

/**
 * Separates the access rules of a site from their users.
 *
 * @param site Identifies the site. With the path it makes the id of a rule, which is therefore the same after a reload.
 */
export function separateUsers(
  site: string,
  configured: readonly ConfiguredRule[],
): { readonly rules: readonly AuthRule[]; readonly users: UserTable } {
  const users = new Map<string, readonly User[]>();
  const rules = configured.map((rule) => {
    const id = JSON.stringify([site, rule.path]);
    // Of two rules for the same path, the first one applies.
    if (!users.has(id)) users.set(id, rule.users);
    return { path: rule.path, id };
  });
  return { rules, users };
}

/** A hash to verify a password with. */
export interface HashToVerify {
  readonly hash: string;
  /** Whether it is that of the user with the given name. If not, every password is wrong. */
  readonly isOfUser: boolean;
}

/**
 * Looks up the hash for a login. For an unknown name it returns another user's hash: the response time must not reveal
 * which names exist. A name always gets the same hash, so that repeated attempts take equally long.
 *
 * @returns Undefined if no rule with that id has users.
 */
export function findHash(table: UserTable, rule: string, name: string): HashToVerify | undefined {
  const users = table.get(rule) ?? [];
  const user = users.find((candidate) => candidate.name === name);
  const hash = (user ?? decoyUser(users, name))?.hash;
  return hash === undefined ? undefined : { hash, isOfUser: user !== undefined };
}

function decoyUser(users: readonly User[], name: string): User | undefined {
  let sum = 0;
  for (let index = 0; index < name.length; index++) sum = (sum * 31 + name.charCodeAt(index)) >>> 0;
  return users[sum % users.length];
}
