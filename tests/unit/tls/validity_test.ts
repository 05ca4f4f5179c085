import { assertEquals } from "@std/assert";
import { isReplacement, type Validity, validityProblem } from "../../../lib/tls/validity.ts";

const DAY = 86_400_000;
const BEGINS = Date.UTC(2026, 0, 31);
const ONE: Validity = { begins: BEGINS, expires: BEGINS + 10 * DAY };

Deno.test("validityProblem() names the day from or to which a certificate is valid", () => {
  const rows = [
    [BEGINS - 1, "is valid only from 2026-01-31 on"],
    [BEGINS, undefined],
    [BEGINS + 10 * DAY, undefined],
    [BEGINS + 10 * DAY + 1, "expired on 2026-02-10"],
  ] as const;
  for (const [now, problem] of rows) assertEquals(validityProblem(ONE, now)?.problem, problem);
});

Deno.test("isReplacement() never prefers an invalid certificate to a valid one", () => {
  const now = 0;
  const valid = { begins: -1, expires: 1 };
  const expired = { begins: -2, expires: -1 };
  const early = { begins: 1, expires: 2 };
  const rows = [
    [valid, valid, true],
    [valid, expired, true],
    [valid, early, true],
    [expired, valid, false],
    [early, valid, false],
    [expired, expired, true],
    [early, expired, true],
    [expired, early, true],
  ] as const;
  for (const [next, current, expected] of rows) {
    assertEquals(isReplacement(next, current, now), expected);
  }
});
