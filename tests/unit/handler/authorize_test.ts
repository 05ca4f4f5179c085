// HTTP Basic authentication on files in memory; the hashes are stood in for by the passwords themselves.

import { assertEquals, assertStringIncludes } from "@std/assert";
import type { LoginAttempt, Verdict } from "../../../lib/auth/messages.ts";
import { type ConfiguredRule, findHash, separateUsers } from "../../../lib/auth/user_table.ts";
import { link } from "../../support/memory_file_system.ts";
import { ask, type MemorySite, memorySite, type Tree } from "../../support/memory_site.ts";
import { parseRedirects } from "../../../lib/rules/parse_redirects.ts";

const TREE: Tree = {
  "index.html": "home",
  "private/index.html": "private",
  "private/a.txt": "secret ".repeat(300),
  "private/list/x.txt": "x",
  "secret.txt": "SECRET",
  "secret.txt.gz": "coded",
  "page.html": "page",
  "alias": link("private"),
  "alias.txt": link("secret.txt"),
  "open/a.txt": "open",
};

const ANN = { authorization: `Basic ${btoa("ann:right")}` };
const BOB = { authorization: `Basic ${btoa("bob:right")}` };
const WRONG = { authorization: `Basic ${btoa("ann:wrong")}` };

interface Asked {
  readonly attempts: LoginAttempt[];
  verdict: Verdict | undefined;
}

function site(
  configured: readonly ConfiguredRule[],
  config = {},
  tree = TREE,
): MemorySite & { asked: Asked } {
  const { rules, users } = separateUsers("", configured);
  const asked: Asked = { attempts: [], verdict: undefined };
  const verify = (attempt: LoginAttempt): Promise<Verdict> => {
    asked.attempts.push(attempt);
    const { hash, isOfUser } = findHash(users, attempt.rule, attempt.name) ?? {};
    const isRight = isOfUser && new TextDecoder().decode(attempt.password) === hash;
    return Promise.resolve(asked.verdict ?? (isRight ? "right" : "wrong"));
  };
  return { ...memorySite(tree, { auth: rules, ...config }, verify), asked };
}

const ANNS = [{ name: "ann", hash: "right" }];
const WHOLE: ConfiguredRule[] = [{ path: "/*", users: ANNS }];

Deno.test("auth: everything is behind it: files, folders, errors, sidecars, HEAD and OPTIONS", async () => {
  const targets = [
    "/",
    "/private",
    "/private/",
    "/secret.txt",
    "/secret.txt.gz",
    "/none",
    "/a%2fb",
  ];
  for (const target of [...targets, "/open/", "/open/?format=json", "/open/?download=zip"]) {
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      const one = site(WHOLE);
      const calls = one.files.calls.length;
      for (const fields of [{}, WRONG, BOB, { authorization: "Bearer x" }]) {
        const { status, headers } = await ask(
          one,
          target,
          { ...fields, accept: "text/plain" },
          method,
        );
        assertEquals([target, method, status], [target, method, 401]);
        assertStringIncludes(headers["www-authenticate"] ?? "", 'Basic realm="');
        assertEquals(headers["cache-control"], "no-store");
      }
      // Nothing of the site was looked at.
      assertEquals(one.files.calls.length, calls);
      assertEquals((await ask(one, target, ANN, method)).status === 401, false);
    }
  }
  // What comes before it.
  assertEquals((await ask(site(WHOLE), "/%zz")).status, 400);
  assertEquals((await ask(site(WHOLE), "/", {}, "POST")).status, 405);
});

Deno.test("auth: for a part of the site, by whatever way one comes there", async () => {
  const rules = [
    { path: "/private/*", users: ANNS },
    { path: "/secret.txt", users: ANNS },
    { path: "/page.html", users: ANNS },
  ];
  const redirects = parseRedirects("/in/* /private/:splat 200\n/to /secret.txt 200").rules;
  const one = site(rules, { cleanUrls: true, redirects, spa: "/private/index.html" });
  for (
    const target of [
      ...["/private", "/private/", "/private/a.txt", "/private/none", "/private/list/"],
      ...["/secret.txt", "/secret.txt.gz", "/secret.txt/"],
      // A rewrite, a page without its .html, a link, the page of an application.
      ...["/in/a.txt", "/to", "/page", "/alias/a.txt", "/alias.txt", "/alias/list/", "/app/route"],
    ]
  ) {
    assertEquals([target, (await ask(one, target)).status], [target, 401]);
    assertEquals([target, (await ask(one, target, ANN)).status === 401], [target, false]);
  }
  for (const target of ["/open/a.txt", "/open/"]) {
    assertEquals([target, (await ask(one, target)).status], [target, 200]);
  }
});

Deno.test("auth: a listing and what is made of it tell nothing of what is for others", async () => {
  const one = memorySite({ "a.txt": "A", "private/deep.txt": "deep", "README.md": "# Hidden" }, {
    auth: [{ path: "/private/*", id: "1" }, { path: "/README.md", id: "2" }],
  });
  const search = await ask(one, "/?search=deep", { accept: "application/json" });
  assertEquals(search.text.includes("deep.txt"), false, search.text);
  const page = await ask(one, "/");
  assertEquals(page.text.includes("Hidden"), false);
  const archive = await (await one.send("/?download=tar")).bytes();
  const names = new TextDecoder("latin1").decode(archive);
  assertEquals([names.includes("a.txt"), names.includes("deep.txt")], [true, false]);
});

Deno.test("auth: the first rule that matches a path is the one that counts", async () => {
  const one = site([
    { path: "/private/*", users: [{ name: "bob", hash: "right" }] },
    { path: "/*", users: ANNS },
  ]);
  assertEquals((await ask(one, "/private/", ANN)).status, 401);
  assertEquals((await ask(one, "/private/", BOB)).status, 200);
  assertEquals((await ask(one, "/", ANN)).status, 200);
  assertEquals((await ask(one, "/", BOB)).status, 401);
});

Deno.test("auth: a page of 50 assets costs one hash, also all at once", async () => {
  const one = site(WHOLE);
  const all = await Promise.all(Array.from({ length: 50 }, () => ask(one, "/open/a.txt", ANN)));
  assertEquals(all.every(({ status }) => status === 200), true);
  assertEquals((await ask(one, "/", ANN)).status, 200);
  assertEquals(one.asked.attempts.length, 1);
  await ask(one, "/", WRONG);
  await ask(one, "/", WRONG);
  assertEquals(one.asked.attempts.length, 2);
});

Deno.test("auth: an unknown name is verified like a known one, with the rule and the client's address", async () => {
  const one = site(WHOLE);
  assertEquals((await ask(one, "/", BOB)).status, 401);
  assertEquals(one.asked.attempts, [{
    rule: '["","/*"]',
    name: "bob",
    password: new TextEncoder().encode("right"),
    address: "192.0.2.1",
  }]);
});

Deno.test("auth: too many wrong ones are 429, too many at once 503, and neither is remembered", async () => {
  const one = site(WHOLE);
  for (const [verdict, status] of [["limited", 429], ["busy", 503]] as const) {
    one.asked.verdict = verdict;
    const response = await ask(one, "/", ANN);
    assertEquals([response.status, Number(response.headers["retry-after"]) > 0], [status, true]);
  }
  one.asked.verdict = undefined;
  assertEquals((await ask(one, "/", ANN)).status, 200);
});

Deno.test("auth: a preflight needs no password, and its response reveals nothing", async () => {
  const one = site(WHOLE, { cors: ["https://app.example"] });
  const fields = { "origin": "https://app.example", "access-control-request-method": "GET" };
  assertEquals((await ask(one, "/", fields, "OPTIONS")).status, 204);
  const refused = await ask(one, "/", { origin: "https://app.example" });
  assertEquals([refused.status, refused.headers["access-control-allow-origin"]], [
    401,
    "https://app.example",
  ]);
});

Deno.test("auth: a sidecar requires its own rule and the rule of its file", async () => {
  const bobs = [{ name: "bob", hash: "right" }];
  const both = [...ANNS, ...bobs];
  const rules: ConfiguredRule[] = [{ path: "/secret.txt", users: both }, {
    path: "/*",
    users: bobs,
  }];
  const annOnly: ConfiguredRule[] = [{ path: "/secret.txt", users: ANNS }, {
    path: "/*",
    users: bobs,
  }];
  for (const name of ["/secret.txt.gz", "/secret.txt.GZ"]) {
    const tree = { "secret.txt": "SECRET", [name.slice(1)]: "coded" };
    const status = async (auth: ConfiguredRule[], fields: typeof BOB) =>
      (await ask(site(auth, {}, tree), name, fields)).status;
    assertEquals(await status(rules, BOB), 200);
    assertEquals(await status(rules, ANN), 401);
    assertEquals(await status(annOnly, BOB), 401);
    assertEquals(await status(annOnly, ANN), 401);
  }
  for (const target of ["/?search=secret", "/?download=tar"]) {
    const { status, text } = await ask(site(annOnly), target, BOB);
    assertEquals([status, /secret\.txt/.test(text)], [200, false], target);
  }
});

Deno.test("auth: with --follow-symlinks, a link requires the rule of its target", async () => {
  const rules: ConfiguredRule[] = [{ path: "/private/*", users: ANNS }];
  const one = site(rules, { followSymlinks: true });
  for (const target of ["/alias/a.txt", "/alias/", "/alias/list/"]) {
    assertEquals((await ask(one, target)).status, 401, target);
    assertEquals((await ask(one, target, ANN)).status, 200, target);
  }
});
