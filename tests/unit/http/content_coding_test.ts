import { assertEquals } from "@std/assert";
import { type AvailableCodings, chooseCoding, CODINGS } from "../../../lib/http/content_coding.ts";

const NOTHING: AvailableCodings = { sidecars: [], onTheFly: [] };
const ON_THE_FLY: AvailableCodings = { sidecars: [], onTheFly: CODINGS };

/** A choice in short: `br`, `sidecar gzip`, `identity`, `none`. */
function choose(field: string | null, available: AvailableCodings): string {
  const choice = chooseCoding(field, available);
  if (choice.kind === "identity" || choice.kind === "none") return choice.kind;
  return choice.kind === "sidecar" ? `sidecar ${choice.coding}` : choice.coding;
}

function check(
  available: AvailableCodings,
  rows: readonly (readonly [field: string | null, choice: string])[],
): void {
  for (const [field, choice] of rows) assertEquals(choose(field, available), choice, String(field));
}

Deno.test("chooseCoding() returns the coding with the highest weight", () => {
  check(ON_THE_FLY, [
    ["gzip", "gzip"],
    ["br", "br"],
    ["GZIP", "gzip"],
    ["gzip;q=1.0, br;q=0.9", "gzip"],
    ["gzip;q=0.001", "gzip"],
    ["deflate, compress, gzip;q=0.2", "gzip"],
    ["deflate", "identity"],
    ["gzip;q=0.5, zstd;q=0.7, br;q=0.6", "zstd"],
  ]);
});

Deno.test("chooseCoding() prefers br, then zstd, then gzip, then identity, at equal weights", () => {
  check(ON_THE_FLY, [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, zstd", "zstd"],
    ["gzip;q=0.5, br;q=0.5, zstd;q=0.5", "br"],
    ["identity, gzip", "gzip"],
    ["identity;q=0.5, gzip;q=0.5", "gzip"],
    ["*", "br"],
    ["*;q=0.1", "br"],
    ["gzip, *", "br"],
  ]);
});

Deno.test("chooseCoding() returns identity if Accept-Encoding is absent or empty", () => {
  check(ON_THE_FLY, [[null, "identity"], ["", "identity"], [" ", "identity"], [",", "identity"]]);
});

Deno.test("chooseCoding() prefers identity only if its explicit weight is higher", () => {
  check(ON_THE_FLY, [
    ["identity", "identity"],
    ["identity, gzip;q=0.5", "identity"],
    ["identity;q=0.5, *;q=0.4", "identity"],
    ["gzip;q=0.1, identity;q=0", "gzip"],
    // It is not named: any coding that is wanted at all comes before it.
    ["gzip;q=0.1", "gzip"],
  ]);
});

Deno.test("chooseCoding() never returns an excluded coding", () => {
  check(ON_THE_FLY, [
    ["gzip;q=0", "identity"],
    ["gzip;q=0, br;q=0.0, zstd;q=0.000", "identity"],
    ["br;q=0, *", "zstd"],
    ["br;q=0, zstd;q=0, gzip;q=0, *", "identity"],
    ["identity, *;q=0", "identity"],
    ["gzip, *;q=0", "gzip"],
    ["identity;q=0, br;q=0, *;q=0.5", "zstd"],
  ]);
});

Deno.test("chooseCoding() returns none only if identity is excluded and no other coding fits", () => {
  check(ON_THE_FLY, [
    ["identity;q=0", "none"],
    ["*;q=0", "none"],
    ["deflate, identity;q=0", "none"],
    ["*;q=0, identity;q=0.001", "identity"],
    ["identity;q=0, *", "br"],
  ]);
  check(NOTHING, [
    ["gzip, br", "identity"],
    ["*", "identity"],
    ["gzip, identity;q=0", "none"],
    ["gzip, *;q=0", "none"],
    ["gzip, *;q=0, identity", "identity"],
  ]);
});

Deno.test("chooseCoding() treats x-gzip as gzip (RFC 9110 §8.4.1.3)", () => {
  check(ON_THE_FLY, [
    ["x-gzip", "gzip"],
    ["X-GZip;q=0.5, br;q=0.4", "gzip"],
    ["x-gzip;q=0", "identity"],
    ["x-gzip;q=0.3, gzip;q=0.7, br;q=0.5", "gzip"],
  ]);
  check({ sidecars: [], onTheFly: ["gzip"] }, [["x-gzip;q=0, *", "identity"]]);
});

Deno.test("chooseCoding() prefers a sidecar to compression on the fly at equal weights", () => {
  const available: AvailableCodings = { sidecars: ["gzip"], onTheFly: ["br", "zstd"] };
  check(available, [
    ["gzip, br, zstd", "sidecar gzip"],
    ["*", "sidecar gzip"],
    ["gzip;q=0.5, br", "br"],
    ["br, zstd", "br"],
    ["gzip;q=0, *", "br"],
    ["identity, gzip", "sidecar gzip"],
    [null, "identity"],
  ]);
  const all = { sidecars: CODINGS, onTheFly: CODINGS };
  check(all, [["gzip, zstd", "sidecar zstd"], ["gzip, zstd, br", "sidecar br"]]);
});

Deno.test("chooseCoding() ignores members with a malformed weight", () => {
  check(ON_THE_FLY, [
    ["br;q=2, gzip", "gzip"],
    ["br;q=x", "identity"],
    ["br;q=0.12345, zstd;q=0.1", "zstd"],
  ]);
});
