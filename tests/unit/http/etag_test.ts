import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEntityTags } from "../../../lib/http/entity_tag.ts";
import { contentEtag, type Derivation, lastModified, statEtag } from "../../../lib/http/etag.ts";

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
