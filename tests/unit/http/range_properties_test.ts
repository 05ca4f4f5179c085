import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { evaluateRange, MAX_RANGES, type RangeOutcome } from "../../../lib/http/range.ts";

/** Any text that a field may hold, and more. */
const anyText = fc.array(fc.oneof(fc.nat(0xff), fc.nat(0xffff)), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));

/** Text that is often nearly a Range field. */
const nearlyField = fc.oneof(
  anyText,
  fc.array(fc.constantFrom("0", "1", "9", "-", ",", " ", "a"), { maxLength: 20 })
    .map((chars) => `bytes=${chars.join("")}`),
);

const number = fc.oneof(
  { weight: 8, arbitrary: fc.nat(70).map(String) },
  { weight: 1, arbitrary: fc.nat(70).map((value) => `000${value}`) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String) },
);

const spec = fc.oneof(
  fc.tuple(number, number).map(([first, last]) => `${first}-${last}`),
  number.map((first) => `${first}-`),
  number.map((length) => `-${length}`),
);

const field = fc.oneof(
  { weight: 1, arbitrary: fc.array(spec, { minLength: 1, maxLength: MAX_RANGES + 2 }) },
  { weight: 3, arbitrary: fc.array(spec, { minLength: 1, maxLength: 4 }) },
).map((specs) => `bytes=${specs.join(",")}`);

Deno.test("evaluateRange() never throws, and no part is empty or beyond the size", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyField, field), fc.nat(64), (text, size) => {
      const outcome = evaluateRange(text, size);
      if (outcome.kind !== "parts") return;
      assert(outcome.parts.length >= 1 && outcome.parts.length <= MAX_RANGES);
      let sum = 0;
      for (const { start, end } of outcome.parts) {
        assert(Number.isInteger(start) && Number.isInteger(end));
        assert(0 <= start && start < end && end <= size, `${start} to ${end}`);
        sum += end - start;
      }
      assert(sum <= size);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("evaluateRange() agrees with going through every byte", () => {
  fc.assert(
    fc.property(field, fc.nat(64), (text, size) => {
      assertEquals(evaluateRange(text, size), goThroughBytes(text, size), `${text} of ${size}`);
    }),
    { numRuns: 5000 },
  );
});

/** Decides for each byte by itself whether a range has it. Knows well-formed specs alone. */
function goThroughBytes(text: string, size: number): RangeOutcome {
  const specs = text.slice("bytes=".length).split(",").map((each) => each.split("-"));
  const positions = Array.from({ length: size }, (_, position) => position);
  const parts: number[][] = [];
  let nonEmptySuffix = false;
  for (const [first = "", last = ""] of specs) {
    if (first !== "" && last !== "" && BigInt(first) > BigInt(last)) return { kind: "whole" };
    nonEmptySuffix ||= first === "" && BigInt(last) > 0n;
    const bytes = positions.filter((position) =>
      first === ""
        ? BigInt(size - position) <= BigInt(last)
        : BigInt(position) >= BigInt(first) && (last === "" || BigInt(position) <= BigInt(last))
    );
    if (bytes.length > 0) parts.push(bytes);
  }
  if (specs.length > MAX_RANGES || parts.flat().length > size) return { kind: "whole" };
  if (size === 0 && nonEmptySuffix) return { kind: "whole" };
  if (parts.length === 0) return { kind: "unsatisfiable" };
  const toRange = (bytes: number[]) => ({ start: bytes[0] ?? NaN, end: (bytes.at(-1) ?? NaN) + 1 });
  return { kind: "parts", parts: parts.map(toRange) };
}
