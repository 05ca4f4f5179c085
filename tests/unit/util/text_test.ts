import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  bidiIsolatedHtml,
  htmlSafeJson,
  printable,
  printableJson,
} from "../../../lib/util/text.ts";

// Terminal control characters and directional marks.
const CONTROL =
  // deno-lint-ignore no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Any text, lone surrogates included, with many control characters. */
const anyText = fc.array(fc.oneof(
  fc.nat(0xff),
  fc.nat(0xffff),
  fc.integer({ min: 0x2000, max: 0x206f }),
)).map((codes) => String.fromCharCode(...codes));

Deno.test("printable() escapes control characters only", () => {
  assertEquals(
    printable("a\u001b[31mb\n\u202ec \u00e9 \u{1f600}"),
    "a\\u{1b}[31mb\\u{a}\\u{202e}c é 😀",
  );
});

Deno.test("printable() and printableJson() never output a control character", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(CONTROL.test(printable(text)), false);
    assertEquals(printable(text).isWellFormed(), true);
    const json = printableJson({ text });
    assertEquals(CONTROL.test(json), false);
    assertEquals(JSON.parse(json), { text });
  }));
});

Deno.test("htmlSafeJson() escapes HTML syntax and keeps the value", () => {
  assertEquals(htmlSafeJson("</script>&"), '"\\u003c/script\\u003e\\u0026"');
  fc.assert(fc.property(anyText, (text) => {
    const json = htmlSafeJson(text);
    assertEquals(/[<>&]/.test(json), false);
    assertEquals(JSON.parse(json), text);
  }));
});

Deno.test("bidiIsolatedHtml() escapes and isolates text", () => {
  assertEquals(bidiIsolatedHtml(`<b>"'&`), "<bdi>&lt;b&gt;&quot;&#39;&amp;</bdi>");
});
