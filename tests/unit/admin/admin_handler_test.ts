import { assertEquals, assertStringIncludes } from "@std/assert";
import { createAdminHandler } from "../../../lib/admin/admin_handler.ts";
import { readiness } from "../../../lib/admin/endpoints.ts";
import type { AdminReply } from "../../../lib/admin/messages.ts";

const POLICY = { port: 9000, loopbackOnly: true, allowed: [] };
const handle = createAdminHandler(
  (endpoint) => Promise.resolve({ status: 200, contentType: "text/x", text: endpoint }),
  POLICY,
);

async function request(path: string, method = "GET", host = "localhost:9000") {
  const init = { method, url: `http://${host}${path}`, headers: new Headers({ host }) };
  const response = await handle(init as Request);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

Deno.test("createAdminHandler() serves its endpoints, whatever the query, and nothing else", async () => {
  for (const endpoint of ["healthz", "readyz", "metrics"]) {
    const { status, text, headers } = await request(`/${endpoint}?a`);
    assertEquals([status, text, headers.get("content-type")], [200, endpoint, "text/x"]);
    assertEquals(headers.get("cache-control"), "no-store");
  }
  assertStringIncludes((await request("/")).text, "/readyz");
  for (const path of ["/healthz/", "/index.html", "//healthz", "/../etc/passwd"]) {
    assertEquals((await request(path)).status, 404, path);
  }
});

Deno.test("createAdminHandler() rejects other methods and other host names", async () => {
  const post = await request("/metrics", "POST");
  assertEquals([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
  assertEquals((await request("/metrics", "GET", "evil.example:9000")).status, 421);
  assertEquals((await request("/metrics", "GET", "a b")).status, 400);
});

Deno.test("createAdminHandler() replies 503 if the supervisor is stuck", async () => {
  const stuck = createAdminHandler(() => new Promise<AdminReply>(() => {}), POLICY, 10);
  const headers = new Headers({ host: "localhost" });
  const init = { method: "GET", url: "http://localhost/healthz", headers };
  const response = await stuck(init as Request);
  assertEquals(response.status, 503);
  await response.body?.cancel();
});

Deno.test("readiness() is 200 only if a worker is listening, the root is readable and the server is not stopping", () => {
  const workers = (listening: number) => ({ wanted: 2, listening, restarts: 0 });
  const rows = [
    [2, true, false, 200],
    [1, true, false, 200],
    [0, true, false, 503],
    [2, false, false, 503],
    [2, true, true, 503],
  ] as const;
  for (const [listening, isReadable, isStopping, status] of rows) {
    const server = { isStopping, workers: workers(listening), counterMemories: [] };
    assertEquals(readiness(server, isReadable).status, status);
  }
});

Deno.test("readiness() names a certificate that clients reject, and stays 200", () => {
  const workers = { wanted: 1, listening: 1, restarts: 0 };
  const status = { isStopping: false, workers, counterMemories: [] };
  const expires = Date.UTC(2026, 0, 31);
  const rows = [
    [undefined, "ok    certificate: valid until 2026-01-31\n"],
    ["expired on 2026-01-31", "warn  certificate: expired on 2026-01-31\n"],
  ] as const;
  for (const [problem, line] of rows) {
    const reply = readiness({ ...status, certificate: { expires, problem } }, true);
    assertEquals([reply.status, reply.text.split(/(?<=\n)/).at(-1)], [200, line]);
  }
  assertEquals(readiness(status, true).text.includes("certificate"), false);
});
