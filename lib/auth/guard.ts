import { LRUCache } from "lru-cache";
import { createHmac, randomBytes } from "node:crypto";
import { foldPath } from "../files/servable.ts";
import { createMatcher } from "../rules/matcher.ts";
import { parseCredentials } from "./credentials.ts";
import type { Verdict, Verify } from "./messages.ts";
import type { User } from "./users.ts";

/** Paths of a site that require a login. */
export interface AuthRule {
  /** A pattern of `lib/rules/pattern.ts`. */
  readonly path: string;
  readonly users: readonly User[];
}

/** Lifetime of a cached verdict, in milliseconds. */
const RIGHT_TTL = 60_000;
const WRONG_TTL = 5_000;

/** Maximum number of cached verdicts. */
const MAX_CACHED = 1024;

/** Authorizes requests for the protected paths of a site. */
export class Guard {
  readonly #match: (path: string) => AuthRule | undefined;
  readonly #verify: Verify;
  /** Recent verdicts, and promises of those in progress, by HMAC of rule and Authorization field. */
  readonly #verdicts = new LRUCache<string, Verdict | Promise<Verdict>>({ max: MAX_CACHED });
  /** Random key: the cache holds no passwords, and no digests that could be looked up elsewhere. */
  readonly #key = randomBytes(32);
  readonly #indices: ReadonlyMap<AuthRule, number>;
  /** Whether one rule covers the whole site. */
  readonly isWhole: boolean;

  /**
   * @param rules The first rule that matches a path applies.
   * @param verify Verifies a password in another worker.
   */
  constructor(rules: readonly AuthRule[], verify: Verify) {
    const match = createMatcher(rules, ({ path }) => ({ pattern: foldPath(path), isGlob: false }));
    this.#match = (path) => match(foldPath(path))[0]?.rule;
    this.#verify = verify;
    this.#indices = new Map(rules.map((rule, index) => [rule, index]));
    this.isWhole = rules.length === 1 && rules[0]?.path === "/*";
  }

  /**
   * Returns the rules for a path below the base path; none for a public path. A sidecar has its own rule and that of its
   * file: a client must satisfy both.
   */
  rulesOf(path: string): readonly AuthRule[] {
    const rules = [path, path.replace(/\.(?:br|zst|gz)$/i, "")].map((name) => this.#match(name));
    return [...new Set(rules)].filter((rule) => rule !== undefined);
  }

  /** Returns a predicate: whether a listing of `folder` may show a path below it. Paths of other rules are hidden. */
  createVisibilityFilter(folder: readonly string[]): (segments: readonly string[]) => boolean {
    const satisfied = this.rulesOf(`/${folder.join("/")}/`);
    return (segments) =>
      this.rulesOf(`/${segments.join("/")}`).every((rule) => satisfied.includes(rule));
  }

  /**
   * Checks the credentials of a request against a rule.
   *
   * @param field The Authorization field; null if the client sent none.
   * @param address Returns the client's IP address.
   * @returns A promise if the password has to be hashed; `none` if the request has no credentials.
   */
  check(
    rule: AuthRule,
    field: string | null,
    address: () => string,
  ): Verdict | "none" | Promise<Verdict> {
    const credentials = parseCredentials(field);
    if (field === null || credentials === undefined) return "none";
    const key = createHmac("sha256", this.#key).update(`${this.#indices.get(rule)} ${field}`)
      .digest("base64");
    const cached = this.#verdicts.get(key);
    if (cached !== undefined) return cached;
    const user = rule.users.find(({ name }) => name === credentials.name);
    // For an unknown name, verify another user's hash: the response time must not reveal which names exist. A name
    // always gets the same hash, so that repeated attempts take equally long.
    const { hash } = user ?? decoyUser(rule.users, credentials.name);
    const { password } = credentials;
    const verdict = this.#verify({ password, hash, address: address() }).then((result) => {
      const decided = result === "right" && user === undefined ? "wrong" : result;
      if (decided === "right" || decided === "wrong") {
        this.#verdicts.set(key, decided, { ttl: decided === "right" ? RIGHT_TTL : WRONG_TTL });
      } else {
        this.#verdicts.delete(key);
      }
      return decided;
    });
    // Requests that arrive meanwhile wait for the same promise.
    this.#verdicts.set(key, verdict);
    return verdict;
  }
}

function decoyUser(users: readonly User[], name: string): User {
  let sum = 0;
  for (let index = 0; index < name.length; index++) sum = (sum * 31 + name.charCodeAt(index)) >>> 0;
  return users[sum % users.length] ?? { name: "", hash: "" };
}
