import { collectFamilies } from "../../lib/metrics/metrics.ts";
import { createCounterMemory, sumCounters } from "../../lib/metrics/counters.ts";

/** Returns a Markdown table of the metrics, from the code that exposes them. */
export function metricsTable(): string {
  const families = collectFamilies(sumCounters([createCounterMemory()]), {
    hasGate: true,
    build: {},
    workers: { wanted: 0, listening: 0, restarts: 0 },
    startTime: 0,
    cpuTime: 0,
    residentMemory: 0,
  });
  const rows = families.map(({ name, type, help, samples }) => {
    const labels = type === "histogram" ? [] : Object.keys(samples[0]?.labels ?? {});
    const shown = labels.length === 0
      ? ""
      : ` by ${labels.map((label) => `\`${label}\``).join(", ")}`;
    return `| \`${name}\` | ${type}${shown} | ${help} |`;
  });
  return ["| metric | type | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}
