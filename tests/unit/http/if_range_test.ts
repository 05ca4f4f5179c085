import { assertEquals } from "@std/assert";
import { rangeApplies } from "../../../lib/http/preconditions.ts";
import type { Validators } from "../../../lib/http/etag.ts";

const MODIFIED = Date.UTC(2026, 0, 31, 12) / 1000;
const BEFORE = "Sat, 31 Jan 2026 11:59:59 GMT";
const SAME = "Sat, 31 Jan 2026 12:00:00 GMT";
const AFTER = "Sat, 31 Jan 2026 12:00:01 GMT";
const BOTH: Validators = { etag: '"x"', lastModified: MODIFIED };

Deno.test("rangeApplies() without If-Range, or with the same strong validator", () => {
  const rows: readonly [ifRange: string | null, applies: boolean][] = [
    [null, true],
    ['"x"', true],
    [' "x" ', true],
    ['"y"', false],
    ['"X"', false],
    ['""', false],
    // Strong comparison (§13.1.5): never a weak tag.
    ['W/"x"', false],
    // One validator is asked for, not a list.
    ['"x", "y"', false],
    ['"y", "x"', false],
    ["*", false],
    ["x", false],
    ["", false],
    ["0", false],
  ];
  for (const [ifRange, applies] of rows) {
    assertEquals(rangeApplies(ifRange, BOTH, MODIFIED + 3600), applies, String(ifRange));
  }
});

Deno.test("rangeApplies() with exactly the date of Last-Modified", () => {
  const rows: readonly [ifRange: string, applies: boolean][] = [
    [SAME, true],
    [` ${SAME} `, true],
    ["Saturday, 31-Jan-26 12:00:00 GMT", true],
    // A later date is no proof: it is compared for equality, not for order.
    [AFTER, false],
    [BEFORE, false],
    [`${SAME}, ${SAME}`, false],
  ];
  for (const [ifRange, applies] of rows) {
    assertEquals(rangeApplies(ifRange, BOTH, MODIFIED + 3600), applies, ifRange);
  }
});

Deno.test("rangeApplies() takes a date only when it is a strong validator (§8.8.2.2)", () => {
  assertEquals(rangeApplies(SAME, BOTH, MODIFIED), false);
  assertEquals(rangeApplies(SAME, BOTH, MODIFIED + 1), true);
  assertEquals(rangeApplies('"x"', BOTH, MODIFIED), true);
});

Deno.test("rangeApplies() not when there is no validator to compare with", () => {
  assertEquals(rangeApplies('"x"', { lastModified: MODIFIED }, MODIFIED + 3600), false);
  assertEquals(rangeApplies(SAME, { etag: '"x"' }, MODIFIED + 3600), false);
  assertEquals(rangeApplies(SAME, {}, MODIFIED + 3600), false);
  assertEquals(rangeApplies('"undefined"', {}, MODIFIED + 3600), false);
});
