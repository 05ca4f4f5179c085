// Nothing outside the root is served, whichever path component is a link. (swap_race_test.ts covers races.)

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import type { RawResponse } from "../support/raw.ts";
import { Server, shared } from "../support/server.ts";

const SECRET = "TOP-SECRET";
const TEXT = "public ".repeat(300);

/** A server whose root is next to a directory that it must not serve. */
class Neighbours implements AsyncDisposable {
  private constructor(readonly top: TemporaryFolder, readonly server: Server) {}

  static async start(...args: string[]): Promise<Neighbours> {
    const top = new TemporaryFolder();
    fill(top);
    const server = await Server.start([top.at("root"), "--port=0", "--workers=1", "-q", ...args]);
    return new Neighbours(top, server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.top[Symbol.dispose]();
  }
}

function fill(top: TemporaryFolder): void {
  for (
    const name of ["secret.txt", "dir/secret.txt", "index.html", "dir/index.html", "page.css.br"]
  ) {
    top.write(`outside/${name}`, SECRET, new Date(Date.now() + 1000));
  }
  top.write("root-secret/file.txt", SECRET);
  top.write("root/a.txt", "a");
  top.write("root/page.css", TEXT);
  top.write("root/sub/b.txt", "b");
  top.write("root/sub/index.html", "index of sub");
  top.write("root/.env", SECRET);
  top.write("root/.git/config", SECRET);
  top.write("root/_headers", SECRET);
  for (const [name, target] of Object.entries({ ...LEADING_OUT, ...LEADING_IN })) {
    top.link(target.replace("$TOP", top.path), `root/${name}`);
  }
}

const LEADING_OUT: Readonly<Record<string, string>> = {
  "out.txt": "../outside/secret.txt",
  "absolute.txt": "$TOP/outside/secret.txt",
  "sub/out.txt": "../../outside/secret.txt",
  "twice.txt": "sub/out.txt",
  "passwd": "/etc/passwd",
  "environ": "/proc/self/environ",
  "null": "/dev/null",
  "zero": "/dev/zero",
  "prefix.txt": "$TOP/root-secret/file.txt",
  "env.txt": ".env",
  "config.txt": ".git/config",
  "headers.txt": "_headers",
  "loop.txt": "loop.txt",
  "ping.txt": "pong.txt",
  "pong.txt": "ping.txt",
  "dangling.txt": "none.txt",
  "page.css.br": "../outside/page.css.br",
};

const LEADING_IN: Readonly<Record<string, string>> = {
  "in.txt": "a.txt",
  "in_absolute.txt": "$TOP/root/a.txt",
  "sub/up.txt": "../a.txt",
  "through.txt": "self/in.txt",
  "self": ".",
  "alias": "sub",
  // Links to directories outside, and a directory whose index file is a link out.
  "folder": "../outside",
  "top": "..",
  "filesystem": "/",
  "indexed/index.html": "../../outside/index.html",
};

const guarded = shared(() => Neighbours.start());
const following = shared(() => Neighbours.start("--follow-symlinks"));

async function get(target: string, fields: Record<string, string> = {}): Promise<RawResponse> {
  const response = await guarded().server.request(target, fields);
  assert(!response.text.includes(SECRET), `${target} leaks`);
  return response;
}

async function assertAbsent(targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    const response = await get(target);
    assertEquals([target, response.status], [target, 404]);
    const shown = response.text.includes(guarded().top.path);
    assert(!shown || target.includes(guarded().top.path), "a path of the machine is shown");
  }
}

Deno.test("containment: 404 for links that lead out of the root or to denied files", async () => {
  await assertAbsent(Object.keys(LEADING_OUT).map((name) => `/${name}`));
  await assertAbsent(Object.keys(LEADING_OUT).map((name) => `/self/self/${name}`));
});

Deno.test("containment: 404 below a link to a directory outside, even for paths that lead back in", async () => {
  guarded().top.link("../root/a.txt", "outside/back.txt");
  await assertAbsent(["/folder", "/folder/", "/folder/secret.txt", "/folder/dir", "/folder/dir/"]);
  await assertAbsent([
    "/folder/back.txt",
    "/top",
    "/top/",
    "/top/root/a.txt",
    "/top/outside/secret.txt",
  ]);
  await assertAbsent([
    "/filesystem",
    "/filesystem/",
    "/filesystem/etc/passwd",
    "/alias/../top/root/",
  ]);
  await assertAbsent([`/filesystem${guarded().top.path}/root/a.txt`]);
});

Deno.test("containment: links inside the root are served", async () => {
  const targets = [
    "/in.txt",
    "/in_absolute.txt",
    "/sub/up.txt",
    "/self/a.txt",
    "/through.txt",
    "/self/self/in.txt",
  ];
  for (const target of targets) {
    const { status, text } = await get(target);
    assertEquals([target, status, text], [target, 200, "a"]);
  }
  assertEquals((await get("/alias/b.txt")).text, "b");
  assertEquals((await get("/alias/")).text, "index of sub");
  assertEquals((await get("/alias")).field("location"), "/alias/");
});

Deno.test("containment: an index file that is a link out is ignored", async () => {
  const response = await get("/indexed/?format=json");
  assertEquals([response.status, JSON.parse(response.text).entries], [200, []]);
});

Deno.test("containment: a sidecar that is a link out is ignored", async () => {
  const response = await get("/page.css", { "Accept-Encoding": "br;q=0.5, identity" });
  assertEquals([response.status, response.text], [200, TEXT]);
  const refusing = await get("/page.css", { "Accept-Encoding": "br, identity;q=0" });
  assertEquals([refusing.status, refusing.field("content-encoding")], [200, "br"]);
});

Deno.test("containment: a listing omits links that are not served", async () => {
  const entries: { name: string }[] = JSON.parse((await get("/?format=json")).text).entries;
  const names = entries.map(({ name }) => name).sort();
  const served = [
    "a.txt",
    "alias",
    "in.txt",
    "in_absolute.txt",
    "indexed",
    "page.css",
    "self",
    "sub",
  ];
  assertEquals(names, [...served, "through.txt"]);
});

Deno.test("containment: 404 for a chain of too many links", async () => {
  const { top } = guarded();
  top.link("../a.txt", "root/chain/0.txt");
  for (let link = 1; link < 60; link++) top.link(`${link - 1}.txt`, `root/chain/${link}.txt`);
  assertEquals((await get("/chain/20.txt")).text, "a");
  await assertAbsent(["/chain/59.txt"]);
});

Deno.test("containment: 404 for a path below a file or a missing name", async () => {
  await assertAbsent(["/a.txt/b", "/a.txt/../none", "/none/none/none", `/${"deep/".repeat(500)}`]);
  await assertAbsent([`/${"x".repeat(300)}`, `/${"x/".repeat(3000)}`]);
});

Deno.test("containment: a root that is a link is followed", async () => {
  const { top } = guarded();
  top.link("root", "entrance");
  await using server = await Server.start([top.at("entrance"), "--port=0", "--workers=1", "-q"]);
  assertEquals((await server.request("/")).status, 200);
  assertEquals((await server.request("/a.txt")).text, "a");
  assertEquals((await server.request("/in_absolute.txt")).text, "a");
  assertEquals((await server.request("/out.txt")).status, 404);
  assertEquals((await server.request("/top/root/a.txt")).status, 404);
});

Deno.test("containment: --follow-symlinks follows links out of the root to servable names", async () => {
  const { server } = following();
  const textOf = async (target: string) => (await server.request(target)).text;
  assertEquals(await textOf("/out.txt"), SECRET);
  assertEquals(await textOf("/folder/dir/secret.txt"), SECRET);
  assertEquals(await textOf("/indexed/"), SECRET);
  assertEquals(await textOf("/alias/b.txt"), "b");
  for (
    const target of ["/env.txt", "/.env", "/config.txt", "/loop.txt", "/null", "/zero", "/none"]
  ) {
    assertEquals([target, (await server.request(target)).status], [target, 404]);
  }
});
