import { assertEquals, assertStringIncludes } from "@std/assert";
import { createAdminHandler } from "../../../lib/admin/admin_handler.ts";
import { readiness } from "../../../lib/admin/reply.ts";
import type { Reply } from "../../../lib/admin/messages.ts";

const POLICY = { port: 9000, loopbackOnly: true, allowed: [] };
const handle = createAdminHandler(
  (question) => Promise.resolve({ status: 200, contentType: "text/x", text: question }),
  POLICY,
);

async function ask(path: string, method = "GET", host = "localhost:9000") {
  const request = { method, url: `http://${host}${path}`, headers: new Headers({ host }) };
  const response = await handle(request as Request);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

Deno.test("createAdminHandler() answers its paths, whatever the query, and nothing else", async () => {
  for (const question of ["healthz", "readyz", "metrics"]) {
    const { status, text, headers } = await ask(`/${question}?a`);
    assertEquals([status, text, headers.get("content-type")], [200, question, "text/x"]);
    assertEquals(headers.get("cache-control"), "no-store");
  }
  assertStringIncludes((await ask("/")).text, "/readyz");
  for (const path of ["/healthz/", "/index.html", "//healthz", "/../etc/passwd"]) {
    assertEquals((await ask(path)).status, 404, path);
  }
});

Deno.test("createAdminHandler() refuses other methods, and names that are not its own", async () => {
  const post = await ask("/metrics", "POST");
  assertEquals([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
  assertEquals((await ask("/metrics", "GET", "evil.example:9000")).status, 421);
  assertEquals((await ask("/metrics", "GET", "a b")).status, 400);
});

Deno.test("createAdminHandler() does not wait for ever for a supervisor that is stuck", async () => {
  const stuck = createAdminHandler(() => new Promise<Reply>(() => {}), POLICY, 10);
  const headers = new Headers({ host: "localhost" });
  const request = { method: "GET", url: "http://localhost/healthz", headers };
  const response = await stuck(request as Request);
  assertEquals(response.status, 503);
  await response.body?.cancel();
});

Deno.test("readiness() is 200 only when a worker listens, the root is readable, and it is not stopping", () => {
  const workers = (listening: number) => ({ wanted: 2, listening, restarts: 0 });
  const rows = [
    [2, true, false, 200],
    [1, true, false, 200],
    [0, true, false, 503],
    [2, false, false, 503],
    [2, true, true, 503],
  ] as const;
  for (const [listening, isReadable, isStopping, status] of rows) {
    const watched = { isStopping, workers: workers(listening), tallies: [] };
    assertEquals(readiness(watched, isReadable).status, status);
  }
});
