import { assertEquals, assertRejects } from "@std/assert";
import { OPTIONS } from "../../../lib/config/options.ts";
import { type Mistake, problemText, SettingsError } from "../../../lib/config/settings_error.ts";
import { parseSettings } from "../../../lib/config/settings.ts";

const FILE = "/etc/plinth/plinth.json";

async function optionsOf(text: string): Promise<unknown> {
  return (await parseSettings(text, FILE)).options;
}

/** Every mistake, as the operator reads it, without the file's name. */
async function mistakesOf(text: string): Promise<string[]> {
  const error = await assertRejects(() => parseSettings(text, FILE), SettingsError);
  return (error as SettingsError).diagnostics.map((mistake: Mistake) =>
    `${problemText(mistake)} (${mistake.advice})`.replace(`${FILE}:`, "")
  );
}

Deno.test("parseSettings() reads options as the command line does, each in its natural type", async () => {
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

Deno.test("parseSettings() counts relative folders from the file's own", async () => {
  assertEquals(await optionsOf(`{"directory": "site"}`), { directory: "/etc/plinth/site" });
  assertEquals(await optionsOf(`{"directory": "../www"}`), { directory: "/etc/www" });
  assertEquals(await optionsOf(`{"directory": "/srv"}`), { directory: "/srv" });
});

Deno.test("parseSettings() tells each mistake with its place, and what would be right", async () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`{"port": "x"}`, [`1:10: "port" can't be "x" (a whole number from 0 to 65535)`]],
    [`{"port": 65536}`, [`1:10: "port" can't be 65536 (a whole number from 0 to 65535)`]],
    [`{"quiet": 1}`, [`1:11: "quiet" can't be 1 (true or false)`]],
    [`{"etag": "x"}`, [`1:10: "etag" can't be "x" (one of "stat", "content", "off")`]],
    [`{"index": ["a", 2]}`, [
      `1:11: "index" can't be ["a",2] (a text, or a list of them: [...])`,
    ]],
    [`{"index": "a/b"}`, [
      `1:11: "index" can't be "a/b" (file names without a folder, as a.html,b.html)`,
    ]],
    [`{\n  "prot": 1,\n\t"quit": true\n}`, [
      `2:3: there is no setting "prot" (did you mean "port"?)`,
      `3:2: there is no setting "quit" (did you mean "quiet"?)`,
    ]],
    [`[]`, [`1:1: this can't be a list (an object, {...})`]],
    [`7`, [`1:1: this can't be 7 (an object, {...})`]],
    [``, [
      `1:1: this is not JSON (a value: a text in double quotes, a number, true, false, null, [...] or {...})`,
    ]],
    [`{"port": 1\n "quiet": true}`, [
      `2:2: this is not JSON (a comma between this and what stands before it)`,
    ]],
    [`{port: 1}`, [
      `1:2: this is not JSON (double quotes around names and texts, as in "port": 8080)`,
    ]],
    [`{"port": 1} 2`, [`1:13: this is not JSON (nothing after the closing })`]],
    [`{"port": 1, "quiet": true, "port": 2}`, [`1:28: "port" is here twice (once)`]],
  ];
  for (const [text, mistakes] of rows) {
    assertEquals([text, await mistakesOf(text)], [text, [...mistakes]]);
  }
});

Deno.test("parseSettings() knows every option that is not for the command line alone", async () => {
  for (const [key, spec] of Object.entries(OPTIONS)) {
    const text = JSON.stringify({ [key]: null });
    const [mistake = ""] = await mistakesOf(text);
    assertEquals([key, mistake.includes("there is no setting")], [
      key,
      "isCommandLineOnly" in spec && spec.isCommandLineOnly === true,
    ]);
  }
});
