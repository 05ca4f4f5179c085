import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatPath, formatQuery, parseTarget } from "../../../lib/http/target.ts";

// deno-lint-ignore no-control-regex -- the pattern matches control characters
const DANGEROUS = /[/\\\u0000-\u001f\u007f-\u009f]/;

/** Parts of path attacks, and ordinary names. */
const TOKENS = [
  ...["/", "/", "/", "//", ".", "..", "...", "\\", "a", "b.txt", "é", "*", "?", "#", "~1", ":"],
  ...["%2e", "%2E", "%2f", "%2F", "%5c", "%00", "%0d%0a", "%7f", "%c2%85", "%c0%af", "%c3%a9"],
  ...["%", "%zz", "%25", "%252e", "%252f", "\0", "\u0085", "\u2028", "\ufeff", "\uff0e", "\u2215"],
];

/** Text as the runtime gives it: without lone surrogates. */
const anyText = fc.array(fc.oneof(fc.nat(0xff), fc.nat(0x10ffff)), { maxLength: 20 })
  .map((codes) => String.fromCodePoint(...codes).toWellFormed());

const rawTarget = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((tokens) => `/${tokens.join("")}`),
  anyText.map((text) => `/${text}`),
);

/** A name that a file may have. */
const name = anyText.filter((text) =>
  !DANGEROUS.test(text) && text !== "" && text !== "." && text !== ".."
);

Deno.test("parseTarget() never returns a segment with separators or control characters", () => {
  fc.assert(
    fc.property(rawTarget, (raw) => {
      const target = parseTarget(raw);
      if (target.kind !== "path") return;
      for (const segment of target.segments) {
        assert(segment !== "" && segment !== "." && segment !== "..", segment);
        assert(!DANGEROUS.test(segment), segment);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("parseTarget() and formatPath() are inverse", () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), fc.boolean(), (segments, slash) => {
      const directory = slash || segments.length === 0;
      const parsed = parseTarget(formatPath(segments, directory));
      const path = `/${segments.join("/")}${directory && segments.length > 0 ? "/" : ""}`;
      assertEquals(parsed, { kind: "path", path, segments, directory, query: "" });
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseTarget() is stable for the canonical path", () => {
  fc.assert(
    fc.property(rawTarget, (raw) => {
      const target = parseTarget(raw);
      if (target.kind !== "path") return;
      const { segments, directory } = target;
      assertEquals(parseTarget(formatPath(segments, directory)), { ...target, query: "" });
    }),
    { numRuns: 1000 },
  );
});

Deno.test("formatPath() never writes an origin", () => {
  fc.assert(
    fc.property(rawTarget, (raw) => {
      const target = parseTarget(raw);
      if (target.kind !== "path") return;
      const location = formatPath(target.segments, true) + formatQuery(target.query);
      assert(/^\/(?![/\\])[!-~]*$/.test(location), location);
      assertEquals(new URL(location, "http://here.example/x/").origin, "http://here.example");
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseTarget() removes dot segments as RFC 3986 §5.2.4 does, and never climbs", () => {
  const segment = fc.constantFrom("a", "b", "", ".", "..", "%2e", ".%2E", "...");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 10 }), (written) => {
      const target = parseTarget(`/${written.join("/")}`);
      const path = `/${written.join("/").replaceAll(/%2e/gi, ".")}`.replaceAll(/\/+/g, "/");
      if (climbs(path)) return assertEquals(target, { kind: "invalid", status: 400 });
      assert(target.kind === "path");
      assertEquals(formatPath(target.segments, target.directory), removeDotSegments(path));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("formatQuery() leaves nothing but printable ASCII, and keeps that unchanged", () => {
  fc.assert(fc.property(anyText, (text) => {
    const formatted = formatQuery(text);
    assert(/^[!-~]*$/.test(formatted), formatted);
    assertEquals(formatQuery(formatted), formatted);
  }));
});

function climbs(path: string): boolean {
  let depth = 0;
  for (const segment of path.split("/")) {
    if (segment === "..") depth--;
    else if (segment !== "" && segment !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The algorithm step by step, as the RFC gives it for paths that start with a slash. */
function removeDotSegments(path: string): string {
  let input = path;
  let output = "";
  while (input !== "") {
    if (input.startsWith("/./")) input = input.slice(2);
    else if (input === "/.") input = "/";
    else if (input.startsWith("/../") || input === "/..") {
      input = `/${input.slice(4)}`;
      output = output.slice(0, output.lastIndexOf("/"));
    } else {
      const end = input.indexOf("/", 1);
      output += end < 0 ? input : input.slice(0, end);
      input = end < 0 ? "" : input.slice(end);
    }
  }
  return output;
}
