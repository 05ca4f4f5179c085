// Information about protected files that a client without a login can get.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type ConfiguredRule, findHash, separateUsers } from "../../../lib/auth/user_table.ts";
import type { LoginAttempt } from "../../../lib/auth/messages.ts";
import { LiveHub } from "../../../lib/live/hub.ts";
import { link } from "../../support/memory_file_system.ts";
import { ask, memorySite, type RequestFields, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "public.txt": "public",
  "README.md": link("private/notes.md"),
  "alias.txt": link("private/notes.md"),
  "private/notes.md": "hidden words",
  "private/st.css": "",
  "ann/a.txt": "a",
  "open/deep/x.txt": "x",
};

const RULES: ConfiguredRule[] = [
  { path: "/private/*", users: [{ name: "bob", hash: "right" }] },
  { path: "/ann/*", users: [{ name: "ann", hash: "right" }] },
];

const BOB = { authorization: `Basic ${btoa("bob:right")}` };
const ANN = { authorization: `Basic ${btoa("ann:right")}` };
const WRONG = { authorization: `Basic ${btoa("bob:wrong")}` };

function site(config = {}) {
  const { rules, users } = separateUsers("", RULES);
  const attempts: LoginAttempt[] = [];
  const verify = (attempt: LoginAttempt) => {
    attempts.push(attempt);
    const { hash, isOfUser } = findHash(users, attempt.rule, attempt.name) ?? {};
    const isRight = isOfUser === true && new TextDecoder().decode(attempt.password) === hash;
    return Promise.resolve(isRight ? "right" as const : "wrong" as const);
  };
  return { attempts, ...memorySite(TREE, { auth: rules, ...config }, verify) };
}

const VIEWS = [
  "/?format=text",
  "/?format=json",
  "/?format=html",
  "/?format=html&layout=grid&sort=size",
  "/?search=n&format=text",
];

for (const followSymlinks of [false, true]) {
  Deno.test(`listings: only files that the client may open are listed (followSymlinks: ${followSymlinks})`, async () => {
    const one = site({ followSymlinks });
    for (const target of VIEWS) {
      const expected = (fields: RequestFields) => ask(one, target, fields);
      for (const fields of [{}, WRONG]) {
        const { status, text } = await expected(fields);
        assertEquals([status, /private|alias\.txt|README|ann\//.test(text)], [200, false], target);
      }
      assertMatch((await expected(BOB)).text, /private/);
      assertEquals(/ann\//.test((await expected(BOB)).text), false, target);
      assertEquals(/private/.test((await expected(ANN)).text), false, target);
    }
    const archive = async (fields: RequestFields) =>
      new TextDecoder("latin1").decode(await (await one.send("/?download=tar", fields)).bytes());
    assertEquals(/private/.test(await archive({})), false);
    assertStringIncludes(await archive(BOB), "private/notes.md");
  });

  Deno.test(`listings: previews and READMEs do not follow links to protected files (followSymlinks: ${followSymlinks})`, async () => {
    const one = site({ followSymlinks });
    for (const target of ["/?format=html", "/?view=alias.txt", "/?view=README.md"]) {
      const { text } = await ask(one, target, { accept: "text/html" });
      assertEquals(text.includes("hidden words"), false, target);
      assertStringIncludes(
        (await ask(one, target, { accept: "text/html", ...BOB })).text,
        "hidden",
      );
    }
  });
}

Deno.test("listings: a listing that hides entries has a login link", async () => {
  const one = site();
  const page = (target: string, fields: RequestFields = {}) =>
    ask(one, target, { accept: "text/html", ...fields });
  assertStringIncludes((await page("/")).text, '<a href="?sign-in">Sign in</a>');
  assertEquals((await page("/open/")).text.includes("sign-in"), false);
  for (const fields of [{}, WRONG]) {
    const { status, headers } = await page("/?sign-in", fields);
    assertEquals(status, 401);
    assertMatch(headers["www-authenticate"] ?? "", /^Basic /);
  }
  const { status, headers } = await page("/?sign-in", BOB);
  assertEquals([status, headers["location"]], [303, "/"]);
  assertMatch((await page("/", BOB)).headers["vary"] ?? "", /\bAuthorization\b/);
});

Deno.test("listings: checking the rules of other users does not count as a failed login", async () => {
  const one = site();
  await ask(one, "/?format=text", ANN);
  assertEquals(one.attempts.map(({ name, isLookup }) => [name, isLookup]), [
    ["ann", true],
    ["ann", true],
  ]);
  await ask(one, "/private/notes.md", BOB);
  assertEquals(one.attempts.at(-1)?.isLookup, undefined);
});

Deno.test("LiveHub sends no changes of files that the client may not open", async () => {
  const hub = new LiveHub("run");
  const events = async (isVisible: (path: readonly string[]) => boolean) => {
    const source = hub.connect(isVisible);
    hub.publish({ at: 1, styles: ["private/st.css"] });
    hub.publish({ at: 2, styles: ["private/st.css", "a.css"] });
    hub.publish({ at: 3, styles: undefined });
    let text = "";
    while (!text.includes('"styles":null')) {
      text += new TextDecoder().decode(await source?.read());
    }
    source?.close();
    return [...text.matchAll(/"styles":(.*)\}/g)].map(([, styles]) => styles);
  };
  assertEquals(await events(([first]) => first !== "private"), ['["/a.css"]', "null"]);
  assertEquals(await events(() => true), [
    '["/private/st.css"]',
    '["/private/st.css","/a.css"]',
    "null",
  ]);
});
