import { LRUCache } from "lru-cache";
import { createHmac, randomBytes } from "node:crypto";
import { foldPath } from "../files/servable.ts";
import { createMatcher } from "../rules/matcher.ts";
import { parseCredentials } from "./credentials.ts";
import type { Verdict, Verify } from "./messages.ts";
import type { User } from "./users.ts";

/** A part of a site that only some may see. */
export interface AuthRule {
  /** A pattern, as `lib/rules/pattern.ts` has it. */
  readonly path: string;
  readonly users: readonly User[];
}

/** How long a right password is remembered, and a wrong one, in milliseconds. */
const RIGHT_FOR = 60_000;
const WRONG_FOR = 5_000;

/** How many are remembered. */
const MAX_REMEMBERED = 1024;

/** Decides who may see which paths of a site. */
export class Guard {
  readonly #match: (path: string) => AuthRule | undefined;
  readonly #verify: Verify;
  /** What was decided a while ago, by who it was for. */
  readonly #remembered = new LRUCache<string, Verdict | Promise<Verdict>>({ max: MAX_REMEMBERED });
  /** Passwords are remembered as digests with a key that nobody else knows. */
  readonly #key = randomBytes(32);
  readonly #numbers: ReadonlyMap<AuthRule, number>;
  /** Whether all of the site is for the same users. */
  readonly isWhole: boolean;

  /**
   * @param rules The first one that matches a path counts.
   * @param verify Looks at a password, elsewhere.
   */
  constructor(rules: readonly AuthRule[], verify: Verify) {
    const match = createMatcher(rules, ({ path }) => ({ pattern: foldPath(path), isGlob: false }));
    this.#match = (path) => match(foldPath(path))[0]?.rule;
    this.#verify = verify;
    this.#numbers = new Map(rules.map((rule, number) => [rule, number]));
    this.isWhole = rules.length === 1 && rules[0]?.path === "/*";
  }

  /** The rule for a path below the base path, which a sidecar's name is of too; undefined when all may see it. */
  ruleOf(path: string): AuthRule | undefined {
    return this.#match(path) ?? this.#match(path.replace(/\.(?:br|zst|gz)$/i, ""));
  }

  /** Makes the function that tells whether those who see a folder may know of a path below it. */
  telling(folder: readonly string[]): (segments: readonly string[]) => boolean {
    const rule = this.ruleOf(`/${folder.join("/")}/`);
    return (segments) => {
      const other = this.ruleOf(`/${segments.join("/")}`);
      return other === undefined || other === rule;
    };
  }

  /**
   * Whether a client may see what a rule is for.
   *
   * @param field The Authorization field; null when it was not sent.
   * @param address The client's.
   * @returns A promise when the password has to be looked at; `none` when there are no credentials.
   */
  check(
    rule: AuthRule,
    field: string | null,
    address: () => string,
  ): Verdict | "none" | Promise<Verdict> {
    const credentials = parseCredentials(field);
    if (field === null || credentials === undefined) return "none";
    const key = createHmac("sha256", this.#key).update(`${this.#numbers.get(rule)} ${field}`)
      .digest("base64");
    const before = this.#remembered.get(key);
    if (before !== undefined) return before;
    const user = rule.users.find(({ name }) => name === credentials.name);
    // For a name that is not there somebody else's hash is computed, always the same one for that name.
    const { hash } = user ?? standIn(rule.users, credentials.name);
    const { password } = credentials;
    const verdict = this.#verify({ password, hash, address: address() }).then((made) => {
      const decided = made === "right" && user === undefined ? "wrong" : made;
      if (decided === "right" || decided === "wrong") {
        this.#remembered.set(key, decided, { ttl: decided === "right" ? RIGHT_FOR : WRONG_FOR });
      } else {
        this.#remembered.delete(key);
      }
      return decided;
    });
    // Those that come meanwhile wait for the same.
    this.#remembered.set(key, verdict);
    return verdict;
  }
}

function standIn(users: readonly User[], name: string): User {
  let sum = 0;
  for (let index = 0; index < name.length; index++) sum = (sum * 31 + name.charCodeAt(index)) >>> 0;
  return users[sum % users.length] ?? { name: "", hash: "" };
}
