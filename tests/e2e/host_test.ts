// The Host field and the accepted authorities (RFC 9112 §3.2, RFC 9110 §7.4).

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange } from "../support/raw.ts";
import { Server, shared, Site } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const site = shared(() => Site.start((folder) => folder.write("a.txt", "a")));

const allowing = shared(() =>
  Site.start((folder) => folder.write("a.txt", "a"), [
    "--workers=1",
    "--quiet",
    "--allow-host=example.org,WWW.Example.org.",
  ])
);

async function statusFor(server: Server, host: string): Promise<number> {
  return (await server.request("/a.txt", { Host: host })).status;
}

async function assertStatus(server: Server, status: number, hosts: readonly string[]) {
  for (const host of hosts) assertEquals([host, await statusFor(server, host)], [host, status]);
}

Deno.test("host: loopback names are accepted, with any port", async () => {
  const { server } = site();
  await assertStatus(server, 200, [
    "localhost",
    "LocalHost",
    "localhost.",
    "localhost:80",
    "localhost:65535",
    "localhost:",
    `localhost:${server.port}`,
    "app.localhost",
    "a.b.localhost:8080",
    "app.localhost.",
    "127.0.0.1",
    `127.0.0.1:${server.port}`,
    "127.255.3.4",
    "[::1]",
    "[::1]:8000",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::FFFF:7f00:1]:80",
  ]);
});

Deno.test("host: 421 for other names on a loopback address", async () => {
  await assertStatus(site().server, 421, [
    "example.org",
    "localhost.example.org",
    "notlocalhost",
    "localhost.localdomain",
    "192.168.1.1",
    "0.0.0.0",
    "128.0.0.1",
    "127.0.0.1.example.org",
    "127.0.0.256",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "[::2]",
    "[::ffff:10.0.0.1]",
    "[::]",
    "..localhost",
  ]);
});

Deno.test("host: 400 for an invalid authority", async () => {
  await assertStatus(site().server, 400, [
    "",
    "localhost/a",
    "localhost/..",
    "localhost?a",
    "localhost#a",
    "user@localhost",
    "localhost, example.org",
    "localhost example.org",
    "localhost:80:80",
    "localhost:abc",
    "localhost:65536",
    "localhost:-1",
    "http://localhost",
    "[::1",
    "::1",
    "[::1]x",
    "localhost%",
    "local\\host",
  ]);
});

Deno.test("host: 400 for a missing field and for two fields", async () => {
  const { port } = site().server;
  assertEquals((await exchange(port, "GET /a.txt HTTP/1.1\r\n\r\n")).status, 400);
  const host = "Host: localhost\r\n";
  assertEquals((await exchange(port, `GET /a.txt HTTP/1.1\r\n${host}${host}\r\n`)).status, 400);
});

Deno.test("host: the check precedes the checks of target and method", async () => {
  const { server } = site();
  assertEquals((await server.request("/%zz", { Host: "example.org" })).status, 421);
  assertEquals((await server.request("/a.txt", { Host: "example.org" }, "POST")).status, 421);
  assertEquals((await server.request("/a.txt", { Host: "example.org" }, "OPTIONS")).status, 421);
});

Deno.test("host: --allow-host adds names and keeps loopback names", async () => {
  const { server } = allowing();
  await assertStatus(server, 200, ["example.org", "EXAMPLE.ORG:8080", "example.org.", "localhost"]);
  await assertStatus(server, 200, ["www.example.org", "127.0.0.1"]);
  await assertStatus(server, 421, ["example.com", "a.example.org", "example.org.evil.test"]);
});

Deno.test("host: a rejected name is reported once, in one line, and on the page", async () => {
  const { server } = allowing();
  for (const host of ["once.test", "once.test:80", "ONCE.test"]) {
    const { status, text } = await server.request("/", { Host: host, Accept: "text/plain" });
    assertEquals(status, 421);
    assertStringIncludes(text, "--allow-host");
    assertStringIncludes(text, "once.test");
  }
  await server.waitFor("line on stderr", ({ stderr }) => stderr.includes("once.test"));
  const lines = server.stderr.split("\n").filter((line) => line.includes("once.test"));
  assertEquals(lines, [
    "plinth: requests for the host once.test are rejected (allow it with --allow-host once.test)",
  ]);
});

Deno.test("host: a wildcard address accepts every name unless --allow-host is set", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "a");
  const everywhere = [folder.path, "--port=0", "--workers=1", "--quiet", "--bind=0.0.0.0"];
  await using open = await Server.start(everywhere);
  await assertStatus(open, 200, ["example.org", "localhost", "10.0.0.1", "[2001:db8::1]:80"]);
  await assertStatus(open, 400, ["", "a/b"]);
  await using closed = await Server.start([...everywhere, "--allow-host=example.org"]);
  await assertStatus(closed, 200, ["example.org"]);
  await assertStatus(closed, 421, ["localhost", "127.0.0.1", "example.com"]);
});

const curl = hasTool("curl") && (await runTool(["curl", "--version"])).stdout.includes("HTTP2");

Deno.test({
  name: `host: HTTP/2 has its authority in the URL${curl ? "" : " (needs curl with HTTP/2)"}`,
  ignore: !curl,
  async fn() {
    const { port } = site().server;
    async function statusOf(authority: string, ...options: string[]): Promise<string> {
      const resolve = `${authority}:${port}:127.0.0.1`;
      const url = `http://${authority}:${port}/a.txt`;
      const fixed = [
        "curl",
        "-s",
        "--noproxy",
        "*",
        "--http2-prior-knowledge",
        "--resolve",
        resolve,
      ];
      const { stdout } = await runTool([...fixed, "-w", " %{http_code}", ...options, url]);
      return stdout;
    }
    assertEquals(await statusOf("127.0.0.1"), "a 200");
    assertEquals(await statusOf("app.localhost"), "a 200");
    assert((await statusOf("example.org")).endsWith(" 421"));
    // Runtime limitation: an HTTP/1.1 request without Host cannot be told apart from this one.
    assert((await statusOf("localhost")).endsWith(" 400"));
  },
});
