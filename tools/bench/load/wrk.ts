import { MANY } from "../fixtures/sites.ts";
import { run } from "../machine/shell.ts";
import { fieldArguments, type Load, LoadError, pinned, type Target, urlOf } from "./load.ts";
import type { Driven } from "./measurement.ts";

const SCRIPT = new URL("./wrk.lua", import.meta.url).pathname;

/** The report of `wrk.lua`. */
interface Report {
  readonly microseconds: number;
  readonly requests: number;
  readonly bytes: number;
  readonly p50: number;
  readonly p99: number;
  readonly statusErrors: number;
  readonly socketErrors: number;
}

/**
 * Drives a server with wrk.
 *
 * @throws {LoadError} If there was no response, or a status differs from the check.
 */
export async function driveWrk(load: Load & { kind: "wrk" }, target: Target): Promise<Driven> {
  const { success, stdout, stderr } = await run(command(load, target), {
    timeout: target.seconds + 15,
    interruptAfter: target.seconds,
  });
  const line = stdout.split("\n").find((text) => text.startsWith('{"microseconds"'));
  if (!success || line === undefined) {
    throw new LoadError(`wrk failed: ${stderr.trim() || stdout.trim().slice(-200)}`);
  }
  const report = JSON.parse(line) as Report;
  if (report.bytes === 0) throw new LoadError("nothing was answered");
  const refused = load.request.expect.kind === "notFound" ? report.requests : 0;
  if (report.statusErrors !== refused) {
    throw new LoadError(`${report.statusErrors} of ${report.requests} had an error status`);
  }
  if (report.socketErrors > report.requests / 1000 + 1) {
    throw new LoadError(`${report.socketErrors} socket errors in ${report.requests} requests`);
  }
  return summarize(report, load.bytes);
}

function command(load: Load & { kind: "wrk" }, target: Target): string[] {
  const threads = Math.min(load.threads, load.connections);
  const fields = { ...target.fields, ...(load.close === true ? { connection: "close" } : {}) };
  const numbers = ["-t", `${threads}`, "-c", `${load.connections}`];
  // wrk is interrupted earlier; this is only an upper limit.
  const duration = ["-d", `${Math.ceil(target.seconds) + 5}s`, "--timeout", "30s"];
  const url = urlOf(target, load.request.path);
  const args = ["wrk", ...numbers, ...duration, "-s", SCRIPT, ...fieldArguments(fields), url];
  const spread = load.spread === undefined ? [] : ["--", load.spread, `${MANY}`];
  return pinned([...args, ...spread], target.cpus);
}

function summarize(report: Report, length: number | undefined): Driven {
  const seconds = report.microseconds / 1e6;
  // Partial large responses count too, since hardly one ends within a round.
  const requests = length === undefined ? report.requests : report.bytes / length;
  const times = length === undefined ? { p50: report.p50, p99: report.p99 } : {};
  return {
    requests,
    measured: {
      requestsPerSecond: requests / seconds,
      bytesPerSecond: report.bytes / seconds,
      ...times,
    },
  };
}
