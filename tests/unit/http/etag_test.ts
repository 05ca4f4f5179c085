import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  contentEtag,
  type Derivation,
  lastModified,
  parseEntityTags,
  statEtag,
} from "../../../lib/http/etag.ts";
import { growth, MAX_LINEAR_GROWTH } from "../../support/growth.ts";

Deno.test("statEtag() differs by size, time and coding, and is a strong tag", () => {
  const derivations: readonly Derivation[] = ["", "br", "zstd", "gzip", "br5", "gzip6"];
  const tags = derivations.flatMap((derivation) => [
    statEtag(1, 1000, derivation),
    statEtag(2, 1000, derivation),
    statEtag(1, 1001, derivation),
  ]);
  assertEquals(new Set(tags).size, tags.length);
  fc.assert(fc.property(fc.nat(), fc.integer(), (size, mtime) => {
    const tag = statEtag(size, mtime, "br");
    assertEquals(parseEntityTags(tag), [{ weak: false, opaque: tag }]);
  }));
});

Deno.test("contentEtag() differs by digest and coding", () => {
  assertEquals(contentEtag("abc", ""), '"abc"');
  assertEquals(contentEtag("abc", "gzip6"), '"abc-gzip6"');
});

Deno.test("lastModified() is whole seconds, and never later than now", () => {
  const rows = [
    [1999, 10, 1],
    [-1, 10, -1],
    [10_999, 10, 10],
    [99_000, 10, 10],
    [NaN, 10, undefined],
    [-1e15, 10, undefined],
  ] as const;
  for (const [mtime, now, expected] of rows) {
    assertEquals(lastModified(mtime, now), expected, `${mtime}`);
  }
  assert(new Date((lastModified(-6e13, 0) ?? NaN) * 1000).toUTCString().includes("0068"));
});

Deno.test("parseEntityTags() reads lists of tags", () => {
  const rows: readonly [field: string, tags: readonly string[]][] = [
    ['"a"', ['"a"']],
    ['W/"a"', ['W/"a"']],
    ['""', ['""']],
    ['W/""', ['W/""']],
    ['"a", "b"', ['"a"', '"b"']],
    ['"a",W/"b","c"', ['"a"', 'W/"b"', '"c"']],
    ['  "a"\t,\t "b"  ', ['"a"', '"b"']],
    // Commas, backslashes, asterisks and W/ inside the quotes belong to the tag.
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

Deno.test("parseEntityTags() reads a single asterisk", () => {
  for (const field of ["*", " * ", "\t*"]) assertEquals(parseEntityTags(field), "*", field);
});

Deno.test("parseEntityTags() rejects malformed fields", () => {
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

Deno.test("parseEntityTags() reads every valid list", () => {
  const separator = fc.constantFrom(",", ", ", " ,", "\t,\t", ",,", " , , ");
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1, maxLength: 5 }), separator, (tags, between) => {
      const field = tags.map(({ weak, opaque }) => `${weak ? "W/" : ""}${opaque}`).join(between);
      assertEquals(parseEntityTags(field), tags, field);
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseEntityTags() never throws, and returns well-formed tags only", () => {
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

Deno.test("parseEntityTags() takes linear time", () => {
  const fields: ((length: number) => string)[] = [
    (length) => `"a",${" ".repeat(length)}x`,
    (length) => `"a"${" ".repeat(length)}x`,
    (length) => `${" ".repeat(length)}x`,
    (length) => `"${"a".repeat(length)}`,
    (length) => '"'.repeat(length),
    (length) => `${'W/"",'.repeat(length / 5)}x`,
  ];
  for (const field of fields) {
    const ratio = growth((length) => assertEquals(parseEntityTags(field(length)), undefined));
    assert(ratio < MAX_LINEAR_GROWTH, `${field(5)}: ${ratio}`);
  }
});
