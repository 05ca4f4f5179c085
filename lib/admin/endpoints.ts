import { buildLabels } from "../util/version.ts";
import type { Config } from "../config/config.ts";
import { EXPOSITION_TYPE, formatFamilies } from "../metrics/prometheus.ts";
import type { Question, Reply } from "./messages.ts";
import { collectFamilies } from "../metrics/metrics.ts";
import { sumCounters } from "../metrics/counters.ts";

/** What the admin listener tells of: the supervisor of the workers. */
export interface Watched {
  readonly isStopping: boolean;
  readonly workers: {
    readonly wanted: number;
    readonly listening: number;
    readonly restarts: number;
  };
  readonly tallies: readonly SharedArrayBuffer[];
}

/** How long the root may take to be read, in milliseconds: a network mount may hang. */
const ROOT_PATIENCE = 2_000;

const START_TIME = Date.now() / 1000 - performance.now() / 1000;

/** Answers what was asked on the admin listener. */
export async function replyTo(
  question: Question,
  config: Config,
  watched: Watched,
): Promise<Reply> {
  switch (question) {
    case "healthz":
      return plain(200, "ok\n");
    case "readyz":
      return readiness(watched, await isReadable(config.site.root));
    case "metrics":
      return {
        status: 200,
        contentType: EXPOSITION_TYPE,
        text: await metricsText(config, watched),
      };
  }
}

/** Ready as long as requests that come now are answered from the folder. */
export function readiness(
  { isStopping, workers: { wanted, listening } }: Watched,
  isRootReadable: boolean,
): Reply {
  const checks = [
    { isGood: listening > 0, text: `workers: ${listening} of ${wanted} listening` },
    { isGood: isRootReadable, text: `root: ${isRootReadable ? "" : "not "}readable` },
    { isGood: !isStopping, text: `draining: ${isStopping ? "yes" : "no"}` },
  ];
  const isReady = checks.every(({ isGood }) => isGood);
  const lines = checks.map(({ isGood, text }) => `${isGood ? "ok  " : "FAIL"}  ${text}\n`);
  return plain(isReady ? 200 : 503, `${isReady ? "ready" : "not ready"}\n${lines.join("")}`);
}

/** Whether a folder can be listed, and soon. */
async function isReadable(folder: string): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ROOT_PATIENCE);
  try {
    return await Promise.race([readsFirst(folder), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readsFirst(folder: string): Promise<boolean> {
  try {
    for await (const _entry of Deno.readDir(folder)) break;
    return true;
  } catch {
    return false;
  }
}

async function metricsText(
  { gate }: Config,
  { workers, tallies }: Watched,
): Promise<string> {
  // Only when it is asked for: to make it costs the runtime 40 ms, as much as half a start.
  const { cpuUsage } = await import("node:process");
  const { user, system } = cpuUsage();
  return formatFamilies(collectFamilies(sumCounters(tallies), {
    hasGate: gate !== undefined,
    build: buildLabels(),
    workers,
    startTime: START_TIME,
    cpuTime: (user + system) / 1e6,
    residentMemory: Deno.memoryUsage().rss,
  }));
}

function plain(status: Reply["status"], text: string): Reply {
  return { status, contentType: "text/plain; charset=utf-8", text };
}
