import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEntityTags } from "../../../lib/http/entity_tag.ts";

Deno.test("parseEntityTags() reads lists of tags", () => {
  const rows: readonly [field: string, tags: readonly string[]][] = [
    ['"a"', ['"a"']],
    ['W/"a"', ['W/"a"']],
    ['""', ['""']],
    ['W/""', ['W/""']],
    ['"a", "b"', ['"a"', '"b"']],
    ['"a",W/"b","c"', ['"a"', 'W/"b"', '"c"']],
    ['  "a"\t,\t "b"  ', ['"a"', '"b"']],
    // A comma, a backslash, an asterisk and a W/ inside the quotes belong to the tag.
    ['"a,b", "c"', ['"a,b"', '"c"']],
    ['","', ['","']],
    ['"\\"', ['"\\"']],
    ['"*"', ['"*"']],
    ['"W/"', ['"W/"']],
    ['"!#$%&()+-./:;<=>?@[]^_`{|}~"', ['"!#$%&()+-./:;<=>?@[]^_`{|}~"']],
    ['"\u0080\u00ff"', ['"\u0080\u00ff"']],
    // Empty members are ignored (RFC 9110 §5.6.1.2).
    [',"a",,  ,"b",', ['"a"', '"b"']],
  ];
  for (const [field, tags] of rows) {
    const expected = tags.map((tag) => ({
      weak: tag.startsWith("W/"),
      opaque: tag.replace(/^W\//, ""),
    }));
    assertEquals(parseEntityTags(field), expected, field);
  }
});

Deno.test("parseEntityTags() reads an asterisk that stands alone", () => {
  for (const field of ["*", " * ", "\t*"]) assertEquals(parseEntityTags(field), "*", field);
});

Deno.test("parseEntityTags() refuses what is neither", () => {
  const rows = [
    ...["", " ", ",", ", ,", "a", '"', '"a', 'a"', "'a'", '"a""b"', '"a" "b"', '"a";"b"', '"a"b'],
    ...['w/"a"', 'W/ "a"', "W/a", "W/", 'W"a"', 'W/W/"a"', '"a b"', '"a\tb"', '"a\u007f"', '"a\n"'],
    ...["**", "*,*", '*, "a"', '"a", *', '"a", b', 'b, "a"', "Sun, 06 Nov 1994 08:49:37 GMT"],
  ];
  for (const field of rows) assertEquals(parseEntityTags(field), undefined, JSON.stringify(field));
});

/** etagc = %x21 / %x23-7E / obs-text */
const etagc = fc.oneof(
  fc.constantFrom(",", "W", "/", "*", "\\"),
  fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x22 && code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
);

const tag = fc.record({
  weak: fc.boolean(),
  opaque: fc.array(etagc, { maxLength: 8 }).map((chars) => `"${chars.join("")}"`),
});

Deno.test("parseEntityTags() reads every list that can be written", () => {
  const separator = fc.constantFrom(",", ", ", " ,", "\t,\t", ",,", " , , ");
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1, maxLength: 5 }), separator, (tags, between) => {
      const field = tags.map(({ weak, opaque }) => `${weak ? "W/" : ""}${opaque}`).join(between);
      assertEquals(parseEntityTags(field), tags, field);
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseEntityTags() never throws, and gives tags that are well formed", () => {
  const pieces = fc.array(fc.constantFrom('"', "W/", ",", " ", "a", "*", "\\", "é"));
  fc.assert(
    fc.property(pieces.map((array) => array.join("")), (field) => {
      const tags = parseEntityTags(field);
      if (tags === undefined || tags === "*") return;
      assert(tags.length > 0);
      for (const { opaque } of tags) assert(/^"[^"\s]*"$/.test(opaque), opaque);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseEntityTags() reads the longest field that can be sent in no time", () => {
  // A head may have 64 KiB; a pattern that backtracks took seconds for such a field.
  const blanks = " ".repeat(60_000);
  const start = performance.now();
  const fields = [`"a",${blanks}x`, `"a"${blanks}x`, `${blanks}x`, `"${"a".repeat(60_000)}`];
  for (const field of [...fields, '"'.repeat(60_000), 'W/"",'.repeat(12_000) + "x"]) {
    assertEquals(parseEntityTags(field), undefined);
  }
  assert(performance.now() - start < 1000);
});
