import { driveHead } from "../load/head.ts";
import { driveHttp2 } from "../load/h2load.ts";
import { openIdle } from "../load/idle.ts";
import { LoadError, type Target } from "../load/load.ts";
import type { Driven, Measurement } from "../load/measurement.ts";
import { driveSingle } from "../load/single.ts";
import { driveWrk } from "../load/wrk.ts";
import { readCpu, readMemory, resetPeak } from "../machine/processes.ts";
import type { Contestant } from "./contestant.ts";

/** Duration of a round, and processors of the driver. */
export type RoundOptions = Pick<Target, "seconds" | "cpus">;

/**
 * Measures one server for one round.
 *
 * @throws {LoadError} If the load failed.
 */
export async function measure(
  contestant: Contestant,
  options: RoundOptions,
): Promise<Measurement> {
  const { entrant: { load }, port, server: { pid }, idleMemory } = contestant;
  const count = load.kind === "wrk" ? load.idle : undefined;
  await resetPeak(pid);
  const idle = count === undefined ? undefined : await openIdle(port, load.request.path, count);
  try {
    const before = await readCpu(pid);
    const { requests, measured } = await drive(contestant, options);
    const cpu = (await readCpu(pid) - before) / requests;
    const { resident, peak } = await readMemory(pid);
    if (resident === 0) throw new LoadError("the server ended under the load");
    return {
      ...measured,
      cpu,
      memory: resident,
      ...(idleMemory === undefined ? {} : { growth: Math.max(0, peak - idleMemory) }),
      ...(idle === undefined ? {} : { idle: idle.count() }),
    };
  } finally {
    idle?.close();
  }
}

/** Warm-up for many files in seconds, so that most are requested at least once. */
const SPREAD_WARM_UP = 2;

/** Applies the load without measuring. */
export async function warmUp(contestant: Contestant, options: RoundOptions): Promise<void> {
  const { load } = contestant.entrant;
  if (load.kind === "single") return;
  const isSpread = load.kind === "wrk" && load.spread !== undefined;
  const seconds = isSpread ? Math.max(options.seconds, SPREAD_WARM_UP) : options.seconds;
  await drive(contestant, { ...options, seconds });
}

function drive(contestant: Contestant, options: RoundOptions): Promise<Driven> {
  const { entrant: { load, settings }, port, fields, folder } = contestant;
  const target: Target = { port, tls: settings.tls, fields, ...options };
  switch (load.kind) {
    case "wrk":
      return driveWrk(load, target);
    case "http2":
      return driveHttp2(load, target, `${folder}/h2load`);
    case "head":
      return driveHead(load, target);
    case "single":
      return driveSingle(load, target);
    case "start":
      throw new LoadError("a start is not driven");
  }
}
