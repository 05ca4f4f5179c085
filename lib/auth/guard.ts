import { LRUCache } from "lru-cache";
import { createHmac, randomBytes } from "node:crypto";
import { foldPath } from "../files/servable.ts";
import { createMatcher } from "../rules/matcher.ts";
import { parseCredentials } from "./credentials.ts";
import type { LoginAttempt, Verdict, Verify } from "./messages.ts";
import type { AuthRule } from "./user_table.ts";

export type { AuthRule };

/** Lifetime of a cached verdict, in milliseconds. */
const RIGHT_TTL = 60_000;
const WRONG_TTL = 5_000;

/** Maximum number of cached verdicts. */
const MAX_CACHED = 1024;

/** How many other rules a listing checks the client's credentials against: each check hashes a password. */
const MAX_LOOKUPS = 16;

/** Authorizes requests for the protected paths of a site. */
export class Guard {
  readonly #match: (path: string) => AuthRule | undefined;
  readonly #rules: readonly AuthRule[];
  readonly #verify: Verify;
  /** Recent verdicts, and promises of those in progress, by HMAC of rule and Authorization field. */
  readonly #verdicts = new LRUCache<string, Verdict | Promise<Verdict>>({ max: MAX_CACHED });
  /** Random key: the cache holds no passwords, and no digests that could be looked up elsewhere. */
  readonly #key = randomBytes(32);
  /** Whether one rule covers the whole site. */
  readonly isWhole: boolean;

  /**
   * @param rules The first rule that matches a path applies.
   * @param verify Verifies a password in another worker.
   */
  constructor(rules: readonly AuthRule[], verify: Verify) {
    const match = createMatcher(rules, ({ path }) => ({ pattern: foldPath(path), isGlob: false }));
    this.#match = (path) => match(foldPath(path))[0]?.rule;
    this.#rules = rules;
    this.#verify = verify;
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

  /**
   * Returns which paths below the base path a client may know of that is authorized for `authorized`: paths of other rules
   * only if its credentials satisfy those rules too. `isSignedIn` means that they satisfy at least one of them.
   *
   * @param field The Authorization field; null if the client sent none.
   */
  async visibility(
    authorized: readonly string[],
    field: string | null,
    address: () => string,
  ): Promise<{ isVisible: (path: string) => boolean; isSignedIn: boolean }> {
    const satisfied = new Set(authorized.flatMap((path) => this.rulesOf(path)));
    const others = field === null ? [] : this.#rules.filter((rule) => !satisfied.has(rule));
    for (const rule of others.slice(0, MAX_LOOKUPS)) {
      if (await this.check(rule, field, address, true) === "right") satisfied.add(rule);
    }
    return {
      isVisible: (path) => this.rulesOf(path).every((rule) => satisfied.has(rule)),
      isSignedIn: others.some((rule) => satisfied.has(rule)),
    };
  }

  /**
   * Checks the credentials of a request against a rule.
   *
   * @param field The Authorization field; null if the client sent none.
   * @param address Returns the client's IP address.
   * @param isLookup Whether the request is not for a path of this rule.
   * @returns A promise if the password has to be hashed; `none` if the request has no credentials.
   */
  check(
    rule: AuthRule,
    field: string | null,
    address: () => string,
    isLookup = false,
  ): Verdict | "none" | Promise<Verdict> {
    const credentials = parseCredentials(field);
    if (field === null || credentials === undefined) return "none";
    const key = createHmac("sha256", this.#key).update(`${rule.id} ${field}`).digest("base64");
    const cached = this.#verdicts.get(key);
    if (cached !== undefined) return cached;
    const attempt: LoginAttempt = {
      rule: rule.id,
      ...credentials,
      address: address(),
      ...(isLookup && { isLookup }),
    };
    const verdict = this.#verify(attempt).then((decided) => {
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
