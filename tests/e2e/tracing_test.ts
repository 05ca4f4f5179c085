// OpenTelemetry: the runtime exports traces if its own variables enable it, as the manual states.

import { assert, assertStringIncludes } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { delay, IS_EXECUTABLE, Server } from "../support/server.ts";

const name = "tracing: a span of each request goes to the collector, with the caller's trace";

// In an executable the runtime ignores these variables, as the manual states.
Deno.test({ name, ignore: IS_EXECUTABLE, fn: sendsSpans });

async function sendsSpans(): Promise<void> {
  const received: string[] = [];
  const collector = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const text = await request.text();
      if (new URL(request.url).pathname === "/v1/traces") received.push(text);
      return new Response("{}");
    },
  );
  using folder = new TemporaryFolder();
  folder.write("a.txt", "content");
  const trace = "0af7651916cd43dd8448eb211c80319c";
  {
    await using server = await Server.start([folder.path, "--port=0", "--workers=1", "--quiet"], {
      env: {
        OTEL_DENO: "true",
        OTEL_SERVICE_NAME: "site",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
        OTEL_BSP_SCHEDULE_DELAY: "100",
      },
    });
    await server.request("/a.txt", { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    for (let turn = 0; turn < 200 && received.length === 0; turn++) await delay(50);
  }
  await collector.shutdown();
  assert(received.length > 0, "no span was received");
  assertStringIncludes(received.join(""), trace);
  assertStringIncludes(received.join(""), "/a.txt");
}
