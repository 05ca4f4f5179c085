import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatHttpDate } from "../../../lib/http/http_date.ts";
import {
  type ConditionalFields,
  evaluatePreconditions,
  rangeApplies,
} from "../../../lib/http/preconditions.ts";
import type { Validators } from "../../../lib/http/etag.ts";

const MODIFIED = Date.UTC(2026, 0, 31, 12) / 1000;
const NOW = MODIFIED + 3600;

interface Tag {
  readonly weak: boolean;
  readonly opaque: string;
}

/** Any text that a field may hold, and more. */
const anyText = fc.array(fc.oneof(fc.nat(0xff), fc.nat(0xffff)), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));

const tag = fc.record({ weak: fc.boolean(), opaque: fc.constantFrom('"x"', '"y"', '"x,y"') });
const tags = fc.oneof(fc.constant("*" as const), fc.array(tag, { minLength: 1, maxLength: 3 }));
const date = fc.integer({ min: MODIFIED - 2, max: MODIFIED + 2 });

/** What a request may ask, before it is written as fields. */
const conditions = fc.record({
  match: fc.option(tags),
  unmodifiedSince: fc.option(date),
  noneMatch: fc.option(tags),
  modifiedSince: fc.option(date),
});

const validators: fc.Arbitrary<Validators> = fc.record({
  etag: fc.constantFrom('"x"', '"y"'),
  lastModified: fc.constant(MODIFIED),
}, { requiredKeys: [] });

function writeTags(list: "*" | readonly Tag[] | null): string | null {
  if (list === null || list === "*") return list;
  return list.map(({ weak, opaque }) => `${weak ? "W/" : ""}${opaque}`).join(", ");
}

function writeDate(seconds: number | null): string | null {
  return seconds === null ? null : formatHttpDate(seconds);
}

Deno.test("evaluatePreconditions() goes the steps of RFC 9110 §13.2.2", () => {
  fc.assert(
    fc.property(conditions, validators, (asked, { etag, lastModified }) => {
      const fields: ConditionalFields = {
        ifMatch: writeTags(asked.match),
        ifUnmodifiedSince: writeDate(asked.unmodifiedSince),
        ifNoneMatch: writeTags(asked.noneMatch),
        ifModifiedSince: writeDate(asked.modifiedSince),
      };
      const has = (list: "*" | readonly Tag[], strongly: boolean) =>
        list === "*" || list.some(({ weak, opaque }) => opaque === etag && !(strongly && weak));
      function goThroughSteps(): string {
        // 1 and 2
        if (asked.match !== null) {
          if (!has(asked.match, true)) return "failed";
        } else if (asked.unmodifiedSince !== null && lastModified !== undefined) {
          if (lastModified > asked.unmodifiedSince) return "failed";
        }
        // 3 and 4
        if (asked.noneMatch !== null) {
          if (has(asked.noneMatch, false)) return "notModified";
        } else if (asked.modifiedSince !== null && lastModified !== undefined) {
          if (lastModified <= asked.modifiedSince) return "notModified";
        }
        return "proceed";
      }
      const present: Validators = {
        ...(etag !== undefined && { etag }),
        ...(lastModified !== undefined && { lastModified }),
      };
      const outcome = evaluatePreconditions(fields, present, NOW);
      assertEquals(outcome, goThroughSteps(), JSON.stringify({ fields, present }));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("evaluatePreconditions() finds a match for If-None-Match wherever one for If-Match is", () => {
  fc.assert(fc.property(tags, validators, (list, present) => {
    const none = {
      ifMatch: null,
      ifUnmodifiedSince: null,
      ifNoneMatch: null,
      ifModifiedSince: null,
    };
    const field = writeTags(list);
    const strong = evaluatePreconditions({ ...none, ifMatch: field }, present, NOW);
    const weak = evaluatePreconditions({ ...none, ifNoneMatch: field }, present, NOW);
    if (strong === "proceed") assertEquals(weak, "notModified");
  }));
});

Deno.test("rangeApplies() to nothing but null, the tag and the date that the response has", () => {
  fc.assert(fc.property(anyText, validators, (field, present) => {
    const same = [present.etag, writeDate(present.lastModified ?? null)];
    if (rangeApplies(field, present, NOW)) assert(same.includes(field.trim()));
  }));
});
