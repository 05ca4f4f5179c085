import { assertEquals } from "@std/assert";
import { chooseFormat, type Format } from "../../../lib/http/accept.ts";

function check(rows: readonly (readonly [accept: string | null, format: Format])[]): void {
  for (const [accept, format] of rows) assertEquals(chooseFormat(accept), format, String(accept));
}

Deno.test("chooseFormat() returns the format with the highest weight", () => {
  check([
    ["text/html", "html"],
    ["application/json", "json"],
    ["text/plain", "text"],
    ["APPLICATION/JSON", "json"],
    ["text/html;q=0.5, application/json", "json"],
    ["text/html;q=0.5, application/json;q=0.4, text/plain;q=0.6", "text"],
    ["application/json;q=0.001", "json"],
    ["application/json; charset=utf-8", "json"],
    // A browser.
    ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "html"],
    // For an <img>: nothing generated fits better than the rest.
    ["image/avif,image/webp,*/*;q=0.8", "html"],
  ]);
});

Deno.test("chooseFormat() prefers HTML, then JSON, at equal weights", () => {
  check([
    [null, "html"],
    ["*/*", "html"],
    ["text/plain, application/json, text/html", "html"],
    ["text/plain, application/json", "json"],
    ["text/*", "html"],
    ["application/*", "json"],
  ]);
});

Deno.test("chooseFormat() prefers the more specific range", () => {
  check([
    ["text/*, text/html;q=0.1", "text"],
    ["*/*, text/html;q=0", "json"],
    ["*/*, text/*;q=0.1", "json"],
    ["*/*;q=0.1, text/*;q=0.2, text/html;q=0", "text"],
    ["text/html;q=0, application/json;q=0, */*", "text"],
  ]);
});

Deno.test("chooseFormat() falls back to HTML if the client accepts no format", () => {
  check([
    ["", "html"],
    ["image/png", "html"],
    ["application/json;q=0", "html"],
    ["*/*;q=0", "html"],
    ["application/json;q=x", "html"],
    ["json", "html"],
    [",;,", "html"],
  ]);
});
