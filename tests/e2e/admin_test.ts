// --admin: health, readiness and metrics of a running server.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { RawClient, requestText } from "../support/raw.ts";
import { runToEnd, Server, Site } from "../support/server.ts";

/** Values of the metrics by name and labels. */
async function metricsOf(server: Server): Promise<Record<string, number>> {
  const { status, text } = await ask(server, "/metrics");
  assertEquals(status, 200);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}

function adminPort(server: Server): number {
  return Number(/^Admin at http:\/\/127\.0\.0\.1:(\d+)\//m.exec(server.stderr)?.[1]);
}

async function ask(
  server: Server,
  path: string,
  init?: RequestInit,
): Promise<{ status: number; text: string; type: string | null }> {
  const response = await fetch(`http://127.0.0.1:${adminPort(server)}${path}`, init);
  const type = response.headers.get("content-type");
  return { status: response.status, text: await response.text(), type };
}

const ARGS = ["--workers=2", "--quiet", "--admin=127.0.0.1:0"];

Deno.test("admin: metrics are summed over all workers", async () => {
  await using site = await Site.start((folder) => folder.write("a.txt", "content"), ARGS);
  const { server } = site;
  const before = await metricsOf(server);
  assertEquals(before['plinth_http_requests_total{method="GET",status="2xx"}'], 0);
  for (let count = 0; count < 20; count++) await server.request("/a.txt");
  await server.request("/none");
  await server.request("/a.txt", {}, "HEAD");
  await server.request("/a.txt", {}, "BREW");
  const after = await metricsOf(server);
  assertEquals(after['plinth_http_requests_total{method="GET",status="2xx"}'], 20);
  assertEquals(after['plinth_http_requests_total{method="GET",status="4xx"}'], 1);
  assertEquals(after['plinth_http_requests_total{method="HEAD",status="2xx"}'], 1);
  assertEquals(after['plinth_http_requests_total{method="other",status="4xx"}'], 1);
  assertEquals(after["plinth_http_request_duration_seconds_count"], 23);
  assertEquals(after['plinth_http_request_duration_seconds_bucket{le="+Inf"}'], 23);
  assert((after["plinth_http_response_body_bytes_total"] ?? 0) > 20 * 7);
  const looked = ["hits", "misses"].map((name) => after[`plinth_content_cache_${name}_total`] ?? 0);
  assertEquals((looked[0] ?? 0) + (looked[1] ?? 0), 20);
  assertEquals([after["plinth_workers"], after["plinth_workers_listening"]], [2, 2]);
  assert((after["process_resident_memory_bytes"] ?? 0) > 1e7);
  assertEquals((await ask(server, "/metrics")).type, "text/plain; version=0.0.4; charset=utf-8");
});

Deno.test("admin: metrics count downloads in flight and aborted downloads", async () => {
  await using site = await Site.start((folder) => folder.writeZeros("large", 64 << 20), ARGS);
  const client = await RawClient.open(site.server.port);
  await client.send(requestText("GET", "/large"));
  await client.receiveHead();
  assertEquals((await metricsOf(site.server))["plinth_http_requests_in_flight"], 1);
  client[Symbol.dispose]();
  let figures = await metricsOf(site.server);
  for (let turn = 0; turn < 200 && figures["plinth_http_requests_in_flight"] !== 0; turn++) {
    figures = await metricsOf(site.server);
  }
  assertEquals(figures["plinth_http_requests_in_flight"], 0);
  assertEquals(figures["plinth_http_responses_cut_off_total"], 1);
});

Deno.test("admin: not ready while the root is missing, but healthy", async () => {
  using folder = new TemporaryFolder();
  folder.write("root/a.txt", "");
  const args = [folder.at("root"), "--port=0", ...ARGS];
  await using server = await Server.start(args);
  // The site can be reached once the first worker listens; the other one follows.
  const states = [];
  for (const end = Date.now() + 10_000; !states.at(-1)?.includes("2 of 2") && Date.now() < end;) {
    const { status, text } = await ask(server, "/readyz");
    assertEquals(status, 200);
    states.push(text);
  }
  const [first, last] = [states[0] ?? "", states.at(-1) ?? ""];
  assertMatch(first, /^ready\nok .*[12] of 2 listening\nok .*root: readable\nok .*draining: no\n$/);
  assertMatch(last, /2 of 2 listening/);
  Deno.renameSync(folder.at("root"), folder.at("away"));
  const gone = await ask(server, "/readyz");
  assertEquals(gone.status, 503);
  assertStringIncludes(gone.text, "FAIL  root: not readable");
  assertEquals((await ask(server, "/healthz")).text, "ok\n");
  Deno.renameSync(folder.at("away"), folder.at("root"));
  assertEquals((await ask(server, "/readyz")).status, 200);
});

Deno.test("admin: not ready while draining, but still reachable", async () => {
  await using site = await Site.start((folder) => folder.writeZeros("large", 64 << 20), ARGS);
  using client = await RawClient.open(site.server.port);
  await client.send(requestText("GET", "/large"));
  await client.receiveHead();
  site.server.signal("SIGTERM");
  let answer = await ask(site.server, "/readyz");
  for (let turn = 0; turn < 200 && answer.status === 200; turn++) {
    answer = await ask(site.server, "/readyz");
  }
  assertEquals(answer.status, 503);
  assertStringIncludes(answer.text, "FAIL  draining: yes");
  assertEquals((await ask(site.server, "/healthz")).status, 200);
});

Deno.test("admin: the endpoints are not on the public address", async () => {
  await using site = await Site.start(undefined, ARGS);
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    assertEquals((await site.server.request(path)).status, 404);
  }
});

Deno.test("admin: a busy port and invalid values are errors", async () => {
  await using site = await Site.start(undefined, ["--quiet"]);
  const taken = await runToEnd(["--port=0", `--admin=127.0.0.1:${site.server.port}`]);
  assertEquals([taken.status, taken.stdout], [1, ""]);
  assertMatch(taken.stderr, /^plinth: can't listen on 127\.0\.0\.1:\d+ for --admin: .* \(.*\)\n$/);
  for (const value of ["", "here", "127.0.0.1", "127.0.0.1:99999", "::1:9000"]) {
    const { status, stderr } = await runToEnd([`--admin=${value}`]);
    assertEquals([value, status], [value, 2]);
    assertStringIncludes(stderr, "--admin");
  }
  const same = await runToEnd(["--port=8123", "--admin=8123"]);
  assertEquals(same.status, 2);
  assertStringIncludes(same.stderr, "choose another port");
});

Deno.test("admin: connections are counted if there is a gate", async () => {
  await using gated = await Site.start(undefined, [...ARGS, "--max-connections=100"]);
  {
    using client = await RawClient.open(gated.server.port);
    await client.send(requestText("GET", "/"));
    await client.receiveHead();
    assertEquals((await metricsOf(gated.server))["plinth_connections"], 1);
  }
  let figures = await metricsOf(gated.server);
  for (let turn = 0; turn < 200 && figures["plinth_connections"] !== 0; turn++) {
    figures = await metricsOf(gated.server);
  }
  assertEquals(figures["plinth_connections"], 0);
  assertEquals(figures["plinth_connections_accepted_total"], 1);
  assertEquals(figures["plinth_connections_refused_total"], 0);
  await using direct = await Site.start(undefined, ARGS);
  assertEquals((await metricsOf(direct.server))["plinth_connections"], undefined);
});

Deno.test("admin: --health checks whether a running server is ready", async () => {
  using folder = new TemporaryFolder();
  folder.write("a.txt", "content");
  await using server = await Server.start([folder.path, "--port=0", ...ARGS]);
  const option = `--health=127.0.0.1:${adminPort(server)}`;
  const ready = await runToEnd([option]);
  assertEquals([ready.status, ready.stderr], [0, ""]);
  assertMatch(ready.stdout, /^ready\n/);
  Deno.renameSync(folder.path, `${folder.path}-gone`);
  try {
    const { status, stdout } = await runToEnd([option]);
    assertEquals(status, 1);
    assertMatch(stdout, /^not ready\n/);
  } finally {
    Deno.renameSync(`${folder.path}-gone`, folder.path);
  }
  await server.stop();
  const { status, stderr } = await runToEnd([option]);
  assertEquals(status, 1);
  assertMatch(
    stderr,
    /^plinth: no response from 127\.0\.0\.1:\d+: [^\n]+\(use the --admin address [^\n]+\)\n$/,
  );
});
