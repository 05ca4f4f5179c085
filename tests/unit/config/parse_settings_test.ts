import { assertEquals, assertRejects } from "@std/assert";
import { OPTIONS } from "../../../lib/config/options.ts";
import type { Diagnostic } from "../../../lib/rules/diagnostic.ts";
import { problemText, SettingsError } from "../../../lib/config/settings_error.ts";
import { parseSettings } from "../../../lib/config/parse_settings.ts";

const FILE = "/etc/plinth/plinth.json";

async function optionsOf(text: string): Promise<unknown> {
  return (await parseSettings(text, FILE)).options;
}

/** Returns all errors as the operator reads them, without the file name. */
async function errorsIn(text: string): Promise<string[]> {
  const error = await assertRejects(() => parseSettings(text, FILE), SettingsError);
  return (error as SettingsError).diagnostics.map((diagnostic: Diagnostic) =>
    `${problemText(diagnostic)} (${diagnostic.advice})`.replace(`${FILE}:`, "")
  );
}

Deno.test("parseSettings() reads options like the command line, as JSON types", async () => {
  const rows: readonly (readonly [string, unknown])[] = [
    ["{}", {}],
    [`{"port": 8080}`, { port: 8080 }],
    [`{"quiet": true, "noListing": false}`, { quiet: true, noListing: false }],
    [`{"gracePeriod": 0.5}`, { gracePeriod: 0.5 }],
    [`{"etag": "content"}`, { etag: "content" }],
    [`{"index": "a.html,b.html"}`, { index: ["a.html", "b.html"] }],
    [`{"index": ["a.html", "b.html"]}`, { index: ["a.html", "b.html"] }],
    [`{"cache": "auto"}`, { cache: [{ value: "auto" }] }],
    [`{"cache": ["*.js=max-age=9", "no-store"]}`, {
      cache: [{ glob: "*.js", value: "max-age=9" }, { value: "no-store" }],
    }],
    [`{"header": ["X-A: 1"]}`, { header: [["x-a", "1"]] }],
    [`{"basePath": "/a/b"}`, { basePath: ["a", "b"] }],
    [`{"$schema": "plinth.schema.json"}`, {}],
    [`// a comment\n{"bind": "::1", /* and */ "quiet": true,}\n// more`, {
      bind: "::1",
      quiet: true,
    }],
    [`\ufeff{"port": 1}`, { port: 1 }],
  ];
  for (const [text, options] of rows) assertEquals([text, await optionsOf(text)], [text, options]);
});

Deno.test("parseSettings() resolves relative paths against the folder of the file", async () => {
  assertEquals(await optionsOf(`{"directory": "site"}`), { directory: "/etc/plinth/site" });
  assertEquals(await optionsOf(`{"directory": "../www"}`), { directory: "/etc/www" });
  assertEquals(await optionsOf(`{"directory": "/srv"}`), { directory: "/srv" });
});

Deno.test("parseSettings() reports each error with its position and advice", async () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`{"port": "x"}`, [`1:10: "port" can't be "x" (use a whole number from 0 to 65535)`]],
    [`{"port": 65536}`, [`1:10: "port" can't be 65536 (use a whole number from 0 to 65535)`]],
    [`{"quiet": 1}`, [`1:11: "quiet" can't be 1 (use true or false)`]],
    [`{"etag": "x"}`, [`1:10: "etag" can't be "x" (use one of "stat", "content", "off")`]],
    [`{"index": ["a", 2]}`, [
      `1:11: "index" can't be ["a",2] (use a string or an array of strings, [...])`,
    ]],
    [`{"index": "a/b"}`, [
      `1:11: "index" can't be "a/b" (use file names without a folder, such as a.html,b.html)`,
    ]],
    [`{\n  "prot": 1,\n\t"quit": true\n}`, [
      `2:3: unknown setting "prot" (did you mean "port"?)`,
      `3:2: unknown setting "quit" (did you mean "quiet"?)`,
    ]],
    [`[]`, [`1:1: the file can't be an array (use an object, {...})`]],
    [`7`, [`1:1: the file can't be 7 (use an object, {...})`]],
    [``, [
      `1:1: this is not valid JSON (write a value: a string in double quotes, a number, true, false, null, [...] or {...})`,
    ]],
    [`{"port": 1\n "quiet": true}`, [
      `2:2: this is not valid JSON (put a comma before this)`,
    ]],
    [`{port: 1}`, [
      `1:2: this is not valid JSON (put double quotes around names and strings, as in "port": 8080)`,
    ]],
    [`{"port": 1} 2`, [`1:13: this is not valid JSON (remove the text after the closing })`]],
    [`{"port": 1, "quiet": true, "port": 2}`, [`1:28: "port" is set twice (remove one of them)`]],
  ];
  for (const [text, errors] of rows) {
    assertEquals([text, await errorsIn(text)], [text, [...errors]]);
  }
});

Deno.test("parseSettings() accepts every option that is not for the command line only", async () => {
  for (const [key, spec] of Object.entries(OPTIONS)) {
    const text = JSON.stringify({ [key]: null });
    const [error = ""] = await errorsIn(text);
    assertEquals([key, error.includes("unknown setting")], [
      key,
      "isCommandLineOnly" in spec && spec.isCommandLineOnly === true,
    ]);
  }
});
