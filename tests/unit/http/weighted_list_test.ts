import { assert, assertEquals } from "@std/assert";
import { parseWeightedList } from "../../../lib/http/weighted_list.ts";
import { growth, MAX_LINEAR_GROWTH } from "../../support/growth.ts";

type Row = readonly [field: string, members: readonly (readonly [name: string, weight: number])[]];

function check(rows: readonly Row[]): void {
  for (const [field, members] of rows) {
    const expected = members.map(([name, weight]) => ({ name, weight }));
    assertEquals(parseWeightedList(field), expected, JSON.stringify(field));
  }
}

Deno.test("parseWeightedList() reads names and weights", () => {
  check([
    ["gzip", [["gzip", 1]]],
    ["gzip, br", [["gzip", 1], ["br", 1]]],
    ["gzip;q=0.5,br;q=1.0", [["gzip", 0.5], ["br", 1]]],
    ["compress;q=0.5, gzip;q=1.0", [["compress", 0.5], ["gzip", 1]]],
    ["gzip;q=1.0, identity; q=0.5, *;q=0", [["gzip", 1], ["identity", 0.5], ["*", 0]]],
    ["GZip;Q=0.5", [["gzip", 0.5]]],
    [" gzip \t;\t q=0.5 ,\tbr ", [["gzip", 0.5], ["br", 1]]],
    ["text/html;level=1;q=0.4;ext=1", [["text/html", 0.4]]],
    ["text/html;level=1", [["text/html", 1]]],
    ["a;q=0.5;q=0.9", [["a", 0.5]]],
    ["a;quality=0.5", [["a", 1]]],
  ]);
});

Deno.test("parseWeightedList() accepts the weights of RFC 9110 §12.4.2 only", () => {
  const wellFormed = ["0", "0.", "0.0", "0.000", "0.001", "0.5", "0.999", "1", "1.", "1.000"];
  for (const text of wellFormed) check([[`a;q=${text}`, [["a", Number(text)]]]]);
  const malformed = [
    "",
    "2",
    "1.1",
    "1.001",
    "-1",
    "-0",
    "+1",
    ".5",
    "0.1234",
    "1.0000",
    "1e0",
  ];
  for (const text of [...malformed, "00", "0x1", "NaN", "half", '"0.5"', "0.5 0.6", "0.5=1"]) {
    const [first] = parseWeightedList(`a;q=${text}, b`);
    assert(first?.name !== "a", text);
  }
  check([["a;q=x, b;q=0.5", [["b", 0.5]]]]);
});

Deno.test("parseWeightedList() ignores empty members", () => {
  check([
    ["", []],
    [" ", []],
    [",", []],
    [" , ,\t,", []],
    [",a,,b,", [["a", 1], ["b", 1]]],
    [";q=0.5", []],
    ["a;", [["a", 1]]],
    ["a;;q=0.5", [["a", 0.5]]],
  ]);
});

Deno.test("parseWeightedList() takes linear time", () => {
  for (const [before, after] of [["a;q=b", "b"], ["a;q", ""], ["a", "b"], ["a;", "b"]]) {
    const ratio = growth((length) => parseWeightedList(`${before}${" ".repeat(length)}${after}`));
    assert(ratio < MAX_LINEAR_GROWTH, `${before}: ${ratio}`);
  }
});
