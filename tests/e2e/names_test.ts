// Unusual file names: a name that a URL can express is served and listed, any other is neither.

import { assertEquals } from "@std/assert";
import { exchange, requestText } from "../support/raw.ts";
import { shared, Site } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const SERVED = [
  "a b.txt",
  "a#b.txt",
  "a?b.txt",
  "100%.txt",
  "%2e%2e.txt",
  "a&b;c=d.txt",
  "a+b.txt",
  "'quoted'.txt",
  '"double".txt',
  "<script>alert(1)</script>.txt",
  "javascript:alert(1).txt",
  "[glob]*.txt",
  "caf\u00e9.txt",
  "cafe\u0301.txt",
  "\u65e5\u672c\u8a9e.txt",
  "\u{1f600}.txt",
  "\u202ecod.exe.txt",
  "~tilde.txt",
  "-dash.txt",
  "trailing .txt ",
  "x".repeat(250) + ".txt",
].map((name) => name.replace("/", "\u2215"));

const NEITHER = [
  "new\nline.txt",
  "tab\t.txt",
  "esc\u001b.txt",
  "del\u007f.txt",
  "c1\u0085.txt",
  "back\\slash.txt",
];

const site = shared(() =>
  Site.start((folder) => {
    for (const name of [...SERVED, ...NEITHER]) folder.write(name, `content of ${name}`);
  })
);

Deno.test("names: each name that a URL can express is served, and listed once", async () => {
  for (const name of SERVED) {
    const { status, text } = await site().server.request(`/${encodeURIComponent(name)}`);
    assertEquals([status, text], [200, `content of ${name}`], name);
  }
  const { text } = await site().server.request("/?format=json");
  const listed = JSON.parse(text).entries.map(({ name }: { name: string }) => name);
  assertEquals(listed.toSorted(), SERVED.toSorted());
});

Deno.test("names: the links in a listing lead to the files", async () => {
  const { text } = await site().server.request("/");
  const hrefs = [...text.matchAll(/<td><a href="([^"]*)"/g)].map(([, href = ""]) => href);
  assertEquals(hrefs.length, SERVED.length);
  for (const href of hrefs) {
    const url = new URL(
      href.replaceAll("&#39;", "'").replaceAll("&amp;", "&"),
      `${site().server.origin}/`,
    );
    assertEquals(url.origin, site().server.origin);
    assertEquals((await site().server.request(url.pathname)).status, 200, href);
  }
});

Deno.test("names: an impossible name is a client error, not a server error", async () => {
  for (const name of NEITHER) {
    const { status } = await site().server.request(`/${encodeURIComponent(name)}`);
    assertEquals(status, name.includes("\\") ? 404 : 400, name);
  }
});

Deno.test({
  name: "names: names that are not UTF-8 are not listed (needs python3)",
  ignore: Deno.build.os !== "linux" || !hasTool("python3"),
  fn: async () => {
    await using own = await Site.start((folder) => folder.write("a.txt", ""));
    const code = "import sys; open(sys.argv[1].encode() + b'/bad\\xff.txt', 'w')";
    const made = await runTool(["python3", "-c", code, own.folder.path]);
    assertEquals(made.status, 0, made.stderr);
    const { status, text } = await own.server.request("/?format=text");
    assertEquals([status, text], [200, "a.txt\n"]);
    const asked = await exchange(own.server.port, requestText("GET", "/bad%FF.txt"));
    assertEquals(asked.status, 400);
  },
});

Deno.test({
  name:
    "names: a FIFO and a socket are neither served nor listed, and hold nobody up (needs mkfifo, python3)",
  ignore: !hasTool("mkfifo") || !hasTool("python3"),
  fn: async () => {
    await using own = await Site.start((folder) => folder.write("a.txt", ""));
    await runTool(["mkfifo", own.folder.at("pipe"), own.folder.at("index.html")]);
    const code = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";
    const made = await runTool(["python3", "-c", code, own.folder.at("socket")]);
    assertEquals(made.status, 0, made.stderr);
    for (const target of ["/pipe", "/socket", "/index.html"]) {
      assertEquals((await own.server.request(target)).status, 404, target);
    }
    assertEquals((await own.server.request("/?format=text")).text, "a.txt\n");
  },
});

Deno.test({
  name: "names: 404 for unreadable files (ignored for root, who can read every file)",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: async () => {
    await using own = await Site.start((folder) => {
      folder.write("secret.txt", "");
      folder.write("closed/a.txt", "");
    });
    Deno.chmodSync(own.folder.at("secret.txt"), 0);
    Deno.chmodSync(own.folder.at("closed"), 0);
    try {
      for (const target of ["/secret.txt", "/closed", "/closed/", "/closed/a.txt"]) {
        assertEquals((await own.server.request(target)).status, 404, target);
      }
      assertEquals((await own.server.request("/?format=text")).text, "");
    } finally {
      Deno.chmodSync(own.folder.at("closed"), 0o700);
    }
  },
});
