import { assertEquals } from "@std/assert";
import fc from "fast-check";
import parsePrometheus from "parse-prometheus-text-format";
import { formatFamilies, histogramSamples } from "../../../lib/metrics/prometheus.ts";
import { collectFamilies } from "../../../lib/metrics/metrics.ts";
import { Counters, createCounterMemory, sumCounters } from "../../../lib/metrics/counters.ts";
import { hasTool } from "../../support/tools.ts";

const PROCESS = {
  hasGate: true,
  build: { version: "1.2.3" },
  workers: { wanted: 2, listening: 1, restarts: 3 },
  startTime: 1.5,
  cpuTime: 2.5,
  residentMemory: 1e8,
};

function someText(): string {
  const memory = createCounterMemory();
  const counters = new Counters(memory);
  for (const seconds of [0.0001, 0.02, 0.02, 100]) counters.end("GET", 200, 10, true, seconds);
  return formatFamilies(collectFamilies(sumCounters([memory]), PROCESS));
}

Deno.test("formatFamilies() writes text that another parser reads", () => {
  const families = Object.fromEntries(
    parsePrometheus(someText()).map((family) => [family.name, family]),
  );
  const requests = families["plinth_http_requests_total"];
  assertEquals(requests?.type, "COUNTER");
  assertEquals(
    requests?.metrics.find(({ labels }) => labels?.method === "GET" && labels.status === "2xx")
      ?.value,
    "4",
  );
  const durations = families["plinth_http_request_duration_seconds"];
  assertEquals(durations?.type, "HISTOGRAM");
  const [histogram] = durations?.metrics ?? [];
  assertEquals([histogram?.count, histogram?.sum], ["4", "100.0401"]);
  assertEquals(
    ["0.0005", "0.01", "0.025", "60", "+Inf"].map((bound) => histogram?.buckets?.[bound]),
    ["1", "1", "3", "3", "4"],
  );
  assertEquals(families["plinth_worker_restarts_total"]?.metrics[0]?.value, "3");
});

Deno.test({
  name: "formatFamilies() passes promtool's check",
  ignore: !hasTool("promtool"),
  fn: async () => {
    const child = new Deno.Command("promtool", {
      args: ["check", "metrics"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(someText()));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals([code, said], [0, ""]);
  },
});

Deno.test("formatFamilies() escapes line breaks in any label value", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.double(), (label, value) => {
    const samples = [{ labels: { label }, value }];
    const text = formatFamilies([{ name: "a", help: "b\\c\nd", type: "gauge", samples }]);
    const lines = text.split("\n");
    assertEquals(lines.length, 4);
    assertEquals(lines[0], "# HELP a b\\\\c\\nd");
    const [, quoted = "", number] = /^a\{label="(.*)"\} (\S+)$/s.exec(lines[2] ?? "") ?? [];
    const unquoted = quoted.replace(
      /\\([\\n"])/g,
      (_, char: string) => char === "n" ? "\n" : char,
    );
    assertEquals(unquoted, label);
    const read = number === "+Inf" ? Infinity : number === "-Inf" ? -Infinity : Number(number);
    // The format has one zero.
    assertEquals(read + 0, value + 0);
  }));
});

Deno.test("histogramSamples() returns cumulative buckets", () => {
  assertEquals(
    histogramSamples([1, 2], [3, 0, 4], 9.5).map(({ suffix, labels, value }) => [
      suffix,
      labels?.["le"],
      value,
    ]),
    [
      ["_bucket", "1", 3],
      ["_bucket", "2", 3],
      ["_bucket", "+Inf", 7],
      ["_sum", undefined, 9.5],
      ["_count", undefined, 7],
    ],
  );
});
