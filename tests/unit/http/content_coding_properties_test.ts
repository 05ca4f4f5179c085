import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { chooseCoding, type Coding, CODINGS } from "../../../lib/http/content_coding.ts";

/** Any text that a field may hold, and more. */
const anyText = fc.array(fc.oneof(fc.nat(0xff), fc.nat(0xffff)), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));

const available = fc.record({
  sidecars: fc.subarray([...CODINGS]),
  onTheFly: fc.subarray([...CODINGS]),
});

/** Weights in thousandths, as a field has them; few different ones, so that equals occur. */
const thousandths = fc.constantFrom(0, 0, 1, 500, 500, 999, 1000, 1000);

const weights = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...CODINGS, "identity", "*", "deflate"), thousandths),
  { selector: ([name]) => name },
);

function writeField(members: readonly (readonly [name: string, weight: number])[]): string {
  return members.map(([name, weight]) => `${name};q=${(weight / 1000).toFixed(3)}`).join(", ");
}

/** The weight of a coding by RFC 9110 §12.5.3, in thousandths. */
function weightOf(name: string, members: ReadonlyMap<string, number>): number {
  const weight = members.get(name) ?? members.get("*");
  if (name !== "identity") return weight ?? 0;
  // Acceptable unless it is excluded, but wanted less than whatever is named.
  return members.get(name) ?? (weight === 0 ? 0 : 0.5);
}

Deno.test("chooseCoding() returns an available coding with the highest weight", () => {
  fc.assert(
    fc.property(weights, available, (list, there) => {
      const field = writeField(list);
      const members = new Map<string, number>(list);
      const choice = chooseCoding(field, there);
      const coding = "coding" in choice ? choice.coding : "identity";
      const weight = choice.kind === "none" ? 0 : weightOf(coding, members);
      if (choice.kind === "sidecar") assert(there.sidecars.includes(choice.coding), field);
      if (choice.kind === "onTheFly") assert(there.onTheFly.includes(choice.coding), field);
      if (choice.kind !== "none") assert(weight > 0, field);
      for (const other of ["identity", ...there.sidecars, ...there.onTheFly]) {
        assert(weightOf(other, members) <= weight, `${other} in ${field}`);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("chooseCoding() breaks ties by kind, then by order, with identity last", () => {
  fc.assert(
    fc.property(weights, available, (list, there) => {
      const members = new Map<string, number>(list);
      const toCandidate = (kind: "sidecar" | "onTheFly") => (coding: Coding) => ({ kind, coding });
      // In order of preference; sorting is stable.
      const candidates = [
        ...CODINGS.filter((coding) => there.sidecars.includes(coding)).map(toCandidate("sidecar")),
        ...CODINGS.filter((coding) => there.onTheFly.includes(coding)).map(toCandidate("onTheFly")),
        { kind: "identity" } as const,
      ].map((choice) => ({
        choice,
        weight: weightOf("coding" in choice ? choice.coding : "identity", members),
      })).filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
      const expected = candidates[0]?.choice ?? { kind: "none" };
      assertEquals(chooseCoding(writeField(list), there), expected, writeField(list));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("chooseCoding() never throws, and returns available codings only", () => {
  fc.assert(fc.property(anyText, available, (field, there) => {
    const choice = chooseCoding(field, there);
    if (choice.kind === "sidecar") assert(there.sidecars.includes(choice.coding));
    if (choice.kind === "onTheFly") assert(there.onTheFly.includes(choice.coding));
  }));
});
