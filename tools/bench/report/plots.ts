import type { Metric } from "../load/measurement.ts";
import type { EntrantResult, Results } from "../run/result.ts";
import { type BarChart, type BarGroup, drawBarChart } from "./bar_chart.ts";
import { show, titleOf } from "./format.ts";

/** Contents of a plot. */
interface PlotSpec {
  readonly file: string;
  readonly title: string;
  readonly subtitle: string;
  readonly metric: Metric;
  readonly scenarios: readonly string[];
}

const PLOTS: readonly PlotSpec[] = [
  {
    file: "requests.svg",
    title: "Requests a second, file of 1 KiB, one worker",
    subtitle: "64 connections; longer is better",
    metric: "requestsPerSecond",
    scenarios: ["1k"],
  },
  {
    file: "cpu.svg",
    title: "Processor time of the server for a request, file of 1 KiB, one worker",
    subtitle: "user and system time; shorter is better",
    metric: "cpu",
    scenarios: ["1k"],
  },
  {
    file: "throughput.svg",
    title: "Bytes a second",
    subtitle: "MB/s, one worker; longer is better",
    metric: "bytesPerSecond",
    scenarios: ["10k", "100k", "1m", "1g", "1g-8"],
  },
  {
    file: "features.svg",
    title: "Requests a second, by what is asked for",
    subtitle: "one worker; longer is better",
    metric: "requestsPerSecond",
    scenarios: ["304", "404", "range", "sidecar", "compress", "zipf", "uniform", "log", "http2"],
  },
  {
    file: "memory.svg",
    title: "Memory while idle, 2 workers",
    subtitle: "resident memory of all processes; shorter is better",
    metric: "memory",
    scenarios: ["start"],
  },
];

/**
 * Draws the results as SVG.
 *
 * @returns Contents and titles by file name.
 */
export function drawPlots(results: Results): Map<string, { title: string; svg: string }> {
  const plots = new Map<string, { title: string; svg: string }>();
  for (const { file, title, subtitle, metric, scenarios } of PLOTS) {
    const groups = results.scenarios.filter(({ name }) => scenarios.includes(name))
      .map((scenario) => createGroup(scenario.title, scenario.entrants, metric))
      .filter(({ bars }) => bars.length > 0);
    if (groups.length === 0) continue;
    const alone = scenarios.length === 1;
    const chart: BarChart = {
      title,
      subtitle,
      groups: alone ? groups.map((group) => ({ ...group, title: "" })) : groups,
    };
    plots.set(file, { title, svg: drawBarChart(chart) });
  }
  return plots;
}

function createGroup(title: string, entrants: readonly EntrantResult[], metric: Metric): BarGroup {
  const bars = entrants.filter(({ isBaseline }) => !isBaseline).flatMap((entrant) => {
    const value = entrant.median[metric];
    if (value === undefined || !Number.isFinite(value)) return [];
    const unit = metric === "bytesPerSecond" ? ` ${titleOf(metric)}` : "";
    return [{
      label: entrant.title,
      value,
      text: `${show(metric, value)}${unit}`,
      isOwn: entrant.peer === "plinth",
    }];
  });
  return { title, bars };
}
