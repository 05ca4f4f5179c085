import { assertEquals } from "@std/assert";
import {
  type ConditionalFields,
  evaluatePreconditions,
  type PreconditionOutcome,
} from "../../../lib/http/preconditions.ts";
import type { Validators } from "../../../lib/http/etag.ts";

const MODIFIED = Date.UTC(2026, 0, 31, 12) / 1000;
const NOW = MODIFIED + 3600;
const BEFORE = "Sat, 31 Jan 2026 11:59:59 GMT";
const SAME = "Sat, 31 Jan 2026 12:00:00 GMT";
const AFTER = "Sat, 31 Jan 2026 12:00:01 GMT";
const FUTURE = "Sat, 31 Jan 2099 12:00:00 GMT";

const NO_FIELDS: ConditionalFields = {
  ifMatch: null,
  ifUnmodifiedSince: null,
  ifNoneMatch: null,
  ifModifiedSince: null,
};
const BOTH: Validators = { etag: '"x"', lastModified: MODIFIED };

type Row = readonly [fields: Partial<ConditionalFields>, outcome: PreconditionOutcome];

function check(validators: Validators, rows: readonly Row[]): void {
  for (const [fields, outcome] of rows) {
    const actual = evaluatePreconditions({ ...NO_FIELDS, ...fields }, validators, NOW);
    assertEquals(actual, outcome, JSON.stringify({ fields, validators }));
  }
}

Deno.test("evaluatePreconditions() proceeds without conditions", () => {
  check(BOTH, [[{}, "proceed"]]);
  check({}, [[{}, "proceed"]]);
});

Deno.test("evaluatePreconditions() compares If-Match strongly", () => {
  check(BOTH, [
    [{ ifMatch: '"x"' }, "proceed"],
    [{ ifMatch: '"y", "x"' }, "proceed"],
    [{ ifMatch: 'W/"x", "x"' }, "proceed"],
    [{ ifMatch: "*" }, "proceed"],
    [{ ifMatch: '"y"' }, "failed"],
    [{ ifMatch: 'W/"x"' }, "failed"],
    [{ ifMatch: '"X"' }, "failed"],
    [{ ifMatch: '"y,x"' }, "failed"],
    [{ ifMatch: '"y,"x"' }, "failed"],
    [{ ifMatch: "x" }, "failed"],
    [{ ifMatch: "" }, "failed"],
  ]);
  check({}, [[{ ifMatch: "*" }, "proceed"], [{ ifMatch: '"x"' }, "failed"]]);
});

Deno.test("evaluatePreconditions() compares If-None-Match weakly", () => {
  check(BOTH, [
    [{ ifNoneMatch: '"x"' }, "notModified"],
    [{ ifNoneMatch: 'W/"x"' }, "notModified"],
    [{ ifNoneMatch: '"y", W/"z" ,"x"' }, "notModified"],
    [{ ifNoneMatch: '"a,b","x"' }, "notModified"],
    [{ ifNoneMatch: "*" }, "notModified"],
    [{ ifNoneMatch: '"y"' }, "proceed"],
    [{ ifNoneMatch: '"y,x"' }, "proceed"],
    [{ ifNoneMatch: "x" }, "proceed"],
    [{ ifNoneMatch: "" }, "proceed"],
  ]);
  check({}, [[{ ifNoneMatch: "*" }, "notModified"], [{ ifNoneMatch: '"x"' }, "proceed"]]);
});

Deno.test("evaluatePreconditions() compares dates by the second", () => {
  check(BOTH, [
    [{ ifUnmodifiedSince: BEFORE }, "failed"],
    [{ ifUnmodifiedSince: SAME }, "proceed"],
    [{ ifUnmodifiedSince: AFTER }, "proceed"],
    [{ ifModifiedSince: BEFORE }, "proceed"],
    [{ ifModifiedSince: SAME }, "notModified"],
    [{ ifModifiedSince: AFTER }, "notModified"],
    [{ ifModifiedSince: FUTURE }, "notModified"],
    [{ ifModifiedSince: "Saturday, 31-Jan-26 12:00:00 GMT" }, "notModified"],
    [{ ifModifiedSince: "Sat Jan 31 12:00:00 2026" }, "notModified"],
    [{ ifUnmodifiedSince: "Sat Jan 31 11:59:59 2026" }, "failed"],
  ]);
});

Deno.test("evaluatePreconditions() ignores dates that are invalid or have no counterpart", () => {
  for (const date of ["", "0", "yesterday", "2026-01-31", `${SAME}, ${SAME}`, `"x"`, "*"]) {
    check(BOTH, [
      [{ ifUnmodifiedSince: date }, "proceed"],
      [{ ifModifiedSince: date }, "proceed"],
    ]);
  }
  check({ etag: '"x"' }, [
    [{ ifUnmodifiedSince: BEFORE }, "proceed"],
    [{ ifModifiedSince: FUTURE }, "proceed"],
  ]);
});

Deno.test("evaluatePreconditions() lets a tag rule its date out (§13.2.2)", () => {
  check(BOTH, [
    // If-Unmodified-Since counts only without If-Match, even one that is malformed.
    [{ ifMatch: '"x"', ifUnmodifiedSince: BEFORE }, "proceed"],
    [{ ifMatch: '"y"', ifUnmodifiedSince: AFTER }, "failed"],
    [{ ifMatch: "x", ifUnmodifiedSince: AFTER }, "failed"],
    // If-Modified-Since counts only without If-None-Match.
    [{ ifNoneMatch: '"y"', ifModifiedSince: AFTER }, "proceed"],
    [{ ifNoneMatch: '"x"', ifModifiedSince: BEFORE }, "notModified"],
    [{ ifNoneMatch: "x", ifModifiedSince: AFTER }, "proceed"],
    [{ ifNoneMatch: "", ifModifiedSince: AFTER }, "proceed"],
  ]);
  check({ lastModified: MODIFIED }, [
    [{ ifNoneMatch: '"x"', ifModifiedSince: AFTER }, "proceed"],
    [{ ifMatch: '"x"', ifUnmodifiedSince: AFTER }, "failed"],
  ]);
});

Deno.test("evaluatePreconditions() fails before it finds not modified (§13.2.2)", () => {
  check(BOTH, [
    [{ ifMatch: '"y"', ifNoneMatch: '"x"' }, "failed"],
    [{ ifMatch: '"x"', ifNoneMatch: '"x"' }, "notModified"],
    [{ ifMatch: '"x"', ifNoneMatch: '"y"' }, "proceed"],
    [{ ifUnmodifiedSince: BEFORE, ifNoneMatch: '"x"' }, "failed"],
    [{ ifUnmodifiedSince: SAME, ifModifiedSince: SAME }, "notModified"],
    [{ ifMatch: "*", ifModifiedSince: BEFORE }, "proceed"],
  ]);
});
