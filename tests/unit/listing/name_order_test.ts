import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareNames, sortByName } from "../../../lib/listing/name_order.ts";

function sorted(names: readonly string[]): string[] {
  const named = names.map((name) => ({ name }));
  sortByName(named);
  return named.map(({ name }) => name);
}

/** Printable ASCII characters and numbers. */
const plainPart = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
  fc.constantFrom("a", "A", "z", "0", "00", "1", "9", "10"),
);
const plainName = fc.array(plainPart, { maxLength: 8 }).map((parts) => parts.join(""));

Deno.test("sortByName() sorts ASCII names as the collator does", () => {
  fc.assert(
    fc.property(fc.array(plainName, { maxLength: 30 }), (names) => {
      assertEquals(sorted(names), names.toSorted(compareNames));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("sortByName() sorts any names as the collator does", () => {
  const name = fc.oneof(plainName, fc.string({ unit: "grapheme", maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      assertEquals(sorted(names), names.toSorted(compareNames));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("sortByName() sorts single ASCII characters as the collator does", () => {
  const all = Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index));
  assertEquals(sorted(all), all.toSorted(compareNames));
});

Deno.test("sortByName() sorts numbers by value, however long", () => {
  const names = ["f10", "f9", "f1", "f010", "f00", `f${"9".repeat(39)}`, `f${"1".repeat(60)}`];
  assertEquals(sorted(names), names.toSorted(compareNames));
  assertEquals(sorted(names).slice(0, 3), ["f00", "f1", "f9"]);
});

Deno.test("compareNames() distinguishes names that differ only in case or leading zeros", () => {
  for (const [one, other] of [["a", "A"], ["1", "01"]] as const) {
    assertEquals(compareNames(one, other), -compareNames(other, one));
    assertEquals(compareNames(one, other) === 0, false);
  }
  assertEquals(compareNames("a", "a"), 0);
});
