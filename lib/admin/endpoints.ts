import { buildLabels } from "../util/version.ts";
import type { Config } from "../config/config.ts";
import { EXPOSITION_TYPE, formatFamilies } from "../metrics/prometheus.ts";
import type { AdminEndpoint, AdminReply } from "./messages.ts";
import { collectFamilies, type WorkerNumbers } from "../metrics/metrics.ts";
import { sumCounters } from "../metrics/counters.ts";
import { formatDay } from "../tls/validity.ts";

/** State of the server, as the supervisor knows it. */
export interface ServerStatus {
  readonly isStopping: boolean;
  readonly workers: WorkerNumbers;
  /** The certificate in use; undefined without TLS. */
  readonly certificate?: {
    /** In milliseconds since 1970. */
    readonly expires: number;
    /** Why clients reject it. */
    readonly problem: string | undefined;
  } | undefined;
  /** The counters of each worker. */
  readonly counterMemories: readonly SharedArrayBuffer[];
}

/** Time limit for reading the root, in milliseconds: a network mount may hang. */
const ROOT_TIMEOUT = 2_000;

const START_TIME = Date.now() / 1000 - performance.now() / 1000;

/** Returns the reply of an endpoint. */
export async function replyTo(
  endpoint: AdminEndpoint,
  config: Config,
  status: ServerStatus,
): Promise<AdminReply> {
  switch (endpoint) {
    case "healthz":
      return plain(200, "ok\n");
    case "readyz":
      return readiness(status, await isReadable(config.site.root));
    case "metrics":
      return {
        status: 200,
        contentType: EXPOSITION_TYPE,
        text: await metricsText(config, status),
      };
  }
}

/**
 * 200 if a worker is listening, the root is readable and the server is not draining; otherwise 503. A certificate that
 * clients reject is named but does not count: taking every instance out of service would only make it worse.
 */
export function readiness(
  { isStopping, workers: { wanted, listening }, certificate }: ServerStatus,
  isRootReadable: boolean,
): AdminReply {
  const checks = [
    { isGood: listening > 0, text: `workers: ${listening} of ${wanted} listening` },
    { isGood: isRootReadable, text: `root: ${isRootReadable ? "" : "not "}readable` },
    { isGood: !isStopping, text: `draining: ${isStopping ? "yes" : "no"}` },
  ];
  const isReady = checks.every(({ isGood }) => isGood);
  const lines = checks.map(({ isGood, text }) => `${isGood ? "ok  " : "FAIL"}  ${text}\n`);
  if (certificate !== undefined) lines.push(certificateLine(certificate));
  return plain(isReady ? 200 : 503, `${isReady ? "ready" : "not ready"}\n${lines.join("")}`);
}

function certificateLine({ expires, problem }: NonNullable<ServerStatus["certificate"]>): string {
  return problem === undefined
    ? `ok    certificate: valid until ${formatDay(expires)}\n`
    : `warn  certificate: ${problem}\n`;
}

/** Whether a directory can be listed within the time limit. */
async function isReadable(directory: string): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ROOT_TIMEOUT);
  try {
    return await Promise.race([canReadEntry(directory), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function canReadEntry(directory: string): Promise<boolean> {
  try {
    for await (const _entry of Deno.readDir(directory)) break;
    return true;
  } catch {
    return false;
  }
}

async function metricsText(
  { gate }: Config,
  { workers, counterMemories }: ServerStatus,
): Promise<string> {
  // Loaded on demand: `node:process` takes the runtime 40 ms, half as long as a start.
  const { cpuUsage } = await import("node:process");
  const { user, system } = cpuUsage();
  return formatFamilies(collectFamilies(sumCounters(counterMemories), {
    hasGate: gate !== undefined,
    build: buildLabels(),
    workers,
    startTime: START_TIME,
    cpuTime: (user + system) / 1e6,
    residentMemory: Deno.memoryUsage().rss,
  }));
}

function plain(status: AdminReply["status"], text: string): AdminReply {
  return { status, contentType: "text/plain; charset=utf-8", text };
}
