import { assert, assertEquals } from "@std/assert";
import { evaluateRange, MAX_RANGES, type RangeOutcome } from "../../../lib/http/range.ts";
import { growth, MAX_LINEAR_GROWTH } from "../../support/growth.ts";

type Expected = "whole" | "unsatisfiable" | readonly (readonly [start: number, end: number])[];

function outcome(expected: Expected): RangeOutcome {
  if (expected === "whole" || expected === "unsatisfiable") return { kind: expected };
  return { kind: "parts", parts: expected.map(([start, end]) => ({ start, end })) };
}

function check(size: number, rows: readonly (readonly [string | null, Expected])[]): void {
  for (const [field, expected] of rows) {
    assertEquals(evaluateRange(field, size), outcome(expected), `${field} of ${size}`);
  }
}

Deno.test("evaluateRange() reads one range and clamps its end", () => {
  check(10, [
    ["bytes=0-0", [[0, 1]]],
    ["bytes=0-4", [[0, 5]]],
    ["bytes=2-", [[2, 10]]],
    ["bytes=9-9", [[9, 10]]],
    ["bytes=9-", [[9, 10]]],
    ["bytes=0-", [[0, 10]]],
    ["bytes=0-9", [[0, 10]]],
    ["bytes=0-10", [[0, 10]]],
    ["bytes=5-999", [[5, 10]]],
    ["bytes=-1", [[9, 10]]],
    ["bytes=-10", [[0, 10]]],
    ["bytes=-11", [[0, 10]]],
    ["bytes=007-008", [[7, 9]]],
    ["BYTES=0-0", [[0, 1]]],
  ]);
});

Deno.test("evaluateRange() reads several ranges in the order asked", () => {
  check(10, [
    ["bytes=0-1,4-5", [[0, 2], [4, 6]]],
    ["bytes=8-,0-1", [[8, 10], [0, 2]]],
    ["bytes=-1,0-0", [[9, 10], [0, 1]]],
    ["bytes=0-0 , 2-2\t,\t4-4", [[0, 1], [2, 3], [4, 5]]],
    // Overlapping ones are not joined as long as they don't add up to more than the whole.
    ["bytes=0-1,1-2", [[0, 2], [1, 3]]],
    ["bytes=0-0,0-0", [[0, 1], [0, 1]]],
    // Empty members of a list are ignored (RFC 9110 §5.6.1.2).
    ["bytes=,0-0,,1-1,", [[0, 1], [1, 2]]],
    // Unsatisfiable ones are dropped.
    ["bytes=10-,0-0", [[0, 1]]],
    ["bytes=-0,3-4,99-", [[3, 5]]],
  ]);
});

Deno.test("evaluateRange() ignores other units and syntax errors", () => {
  const malformed = [
    ...["", "bytes", "bytes=", "bytes=,", "bytes= , ,", "0-4", "=0-4", "bytes 0-4", "bytes:0-4"],
    ...["items=0-4", "byte=0-4", "xbytes=0-4", "none", "bytes =0-4", "bytes=bytes=0-4"],
    ...[
      "bytes=-",
      "bytes=--1",
      "bytes=1",
      "bytes=a-b",
      "bytes=0x1-0x2",
      "bytes=1-2-3",
      "bytes=+1-2",
    ],
    ...[
      "bytes=0 - 4",
      "bytes=0- 4",
      "bytes=- 4",
      "bytes=0.5-1",
      "bytes=1e1-",
      "bytes=0-4;",
      "bytes=*",
    ],
    ...["bytes=٠-٤", "bytes=0–4", "bytes=0-4 5-6", "bytes=0-4\n"],
    // White space is blanks and tabs alone.
    ...["bytes=\u00a00-4", "bytes=0-4\u00a0", "bytes=\u2003,0-4", "bytes=0-4,\v"],
    // A last position before the first makes the whole field invalid (§14.1.1), numbers of any length.
    ...["bytes=5-4", "bytes=1-0", "bytes=0-0,5-4", "bytes=10-9", "bytes=0010-9"],
    ...["bytes=99999999999999999999-99999999999999999998"],
    // One bad member spoils the list, whatever the others are.
    ...["bytes=0-0,x", "bytes=x,0-0", "bytes=20-,x", "bytes=0-0,bytes=1-1"],
  ];
  check(10, malformed.map((field) => [field, "whole"] as const));
  check(10, [[null, "whole"]]);
});

Deno.test("evaluateRange() is unsatisfiable when every range is", () => {
  check(10, [
    ["bytes=10-", "unsatisfiable"],
    ["bytes=10-20", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=-000", "unsatisfiable"],
    ["bytes=10-10,-0,99-", "unsatisfiable"],
  ]);
});

Deno.test("evaluateRange() of an empty file is satisfiable for a suffix alone", () => {
  check(0, [
    ["bytes=0-", "unsatisfiable"],
    ["bytes=0-0", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=-1", "whole"],
    ["bytes=-500", "whole"],
    ["bytes=0-0,-5", "whole"],
    ["bytes=5-4", "whole"],
  ]);
});

Deno.test("evaluateRange() sends the whole when too much is asked", () => {
  const ranges = (count: number) => Array.from({ length: count }, (_, n) => `${n}-${n}`).join();
  assertEquals(MAX_RANGES, 16);
  const all = Array.from({ length: 16 }, (_, n) => [n, n + 1] as const);
  check(100, [
    [`bytes=${ranges(16)}`, all],
    [`bytes=${ranges(17)}`, "whole"],
    // They count as sent, satisfiable or not.
    [`bytes=0-0${",200-".repeat(16)}`, "whole"],
    [`bytes=${",200-".repeat(17)}`, "whole"],
    ["bytes=0-49,50-99", [[0, 50], [50, 100]]],
    ["bytes=0-50,50-99", "whole"],
    ["bytes=0-,0-", "whole"],
    ["bytes=0-,-1", "whole"],
    ["bytes=0-998,0-0", "whole"],
  ]);
});

Deno.test("evaluateRange() understands numbers of any length", () => {
  const huge = "9".repeat(400);
  const zeros = "0".repeat(400);
  check(10, [
    [`bytes=0-${huge}`, [[0, 10]]],
    [`bytes=-${huge}`, [[0, 10]]],
    [`bytes=${huge}-`, "unsatisfiable"],
    [`bytes=${huge}-${huge}`, "unsatisfiable"],
    [`bytes=${huge}-0`, "whole"],
    [`bytes=${zeros}1-${zeros}2`, [[1, 3]]],
    [`bytes=${zeros}2-${zeros}1`, "whole"],
    ["bytes=0-18446744073709551615", [[0, 10]]],
    ["bytes=18446744073709551616-", "unsatisfiable"],
  ]);
  const petabytes = 2 * 1024 ** 5;
  check(petabytes, [
    ["bytes=1000000000000000-1000000000000000", [[1e15, 1e15 + 1]]],
    ["bytes=-1000000000000001", [[petabytes - 1e15 - 1, petabytes]]],
    ["bytes=2251799813685248-", "unsatisfiable"],
  ]);
  check(Number.MAX_SAFE_INTEGER, [
    ["bytes=9007199254740990-", [[Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]]],
    ["bytes=9007199254740991-", "unsatisfiable"],
    ["bytes=9007199254740992-", "unsatisfiable"],
  ]);
});

Deno.test("evaluateRange() takes linear time", () => {
  const blanks = (length: number) => " ".repeat(length);
  const zeros = (length: number) => "0".repeat(length);
  const specs: ((length: number) => string)[] = [
    (length) => `${blanks(length)}x`,
    (length) => `0-0${blanks(length)}x`,
    (length) => `${blanks(length)}0${blanks(length)}`,
    (length) => `${zeros(length)}x`,
    (length) => `${zeros(length)}-${zeros(length)}x`,
    (length) => ",".repeat(length),
  ];
  for (const spec of specs) {
    const ratio = growth((length) => {
      assertEquals(evaluateRange(`bytes=${spec(length)}`, 10), { kind: "whole" });
    });
    assert(ratio < MAX_LINEAR_GROWTH, `${spec(3)}: ${ratio}`);
  }
});
