import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  bidiIsolatedHtml,
  htmlSafeJson,
  printable,
  printableJson,
} from "../../../lib/util/text.ts";

// Everything that could steer a terminal or the direction of text.
const STEERING =
  // deno-lint-ignore no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Any text, lone surrogates included, with much that could steer. */
const anyText = fc.array(fc.oneof(
  fc.nat(0xff),
  fc.nat(0xffff),
  fc.integer({ min: 0x2000, max: 0x206f }),
)).map((codes) => String.fromCharCode(...codes));

Deno.test("printable() shows what could steer a terminal, and leaves the rest", () => {
  assertEquals(
    printable("a\u001b[31mb\n\u202ec \u00e9 \u{1f600}"),
    "a\\u{1b}[31mb\\u{a}\\u{202e}c é 😀",
  );
});

Deno.test("printable() and printableJson() never let a steering character through", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(STEERING.test(printable(text)), false);
    assertEquals(printable(text).isWellFormed(), true);
    const json = printableJson({ text });
    assertEquals(STEERING.test(json), false);
    assertEquals(JSON.parse(json), { text });
  }));
});

Deno.test("htmlSafeJson() has nothing that HTML would understand, and the same meaning", () => {
  assertEquals(htmlSafeJson("</script>&"), '"\\u003c/script\\u003e\\u0026"');
  fc.assert(fc.property(anyText, (text) => {
    const json = htmlSafeJson(text);
    assertEquals(/[<>&]/.test(json), false);
    assertEquals(JSON.parse(json), text);
  }));
});

Deno.test("bidiIsolatedHtml() escapes and isolates", () => {
  assertEquals(bidiIsolatedHtml(`<b>"'&`), "<bdi>&lt;b&gt;&quot;&#39;&amp;</bdi>");
});
