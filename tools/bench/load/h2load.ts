import { run } from "../machine/shell.ts";
import { fieldArguments, type Load, LoadError, pinned, type Target, urlOf } from "./load.ts";
import { type Driven, percentile } from "./measurement.ts";

/**
 * Drives a server over HTTP/2.
 *
 * @param log Path for h2load's log of requests.
 * @throws {LoadError} If a request or h2load failed.
 */
export async function driveHttp2(
  load: Load & { kind: "http2" },
  target: Target,
  log: string,
): Promise<Driven> {
  const { connections, streams, request } = load;
  await Deno.remove(log).catch(() => {});
  const { stdout, stderr } = await run(
    pinned([
      ...["h2load", "-t1", `-c${connections}`, `-m${streams}`],
      ...["-D", `${Math.round(target.seconds * 1000)}ms`, `--log-file=${log}`],
      ...fieldArguments(target.fields),
      // Flow-control windows of the size that browsers use, not 64 KiB.
      ...["-w24", "-W24"],
      urlOf(target, request.path),
    ], target.cpus),
    { timeout: target.seconds + 15 },
  );
  const totals = /^requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored/m.exec(stdout);
  const bytes = /^traffic: .*?\((\d+)\) total/m.exec(stdout)?.[1];
  const [, succeeded, failed, errored] = (totals ?? []).map(Number);
  // Partial large responses count too, since hardly one ends within a round.
  const isLarge = load.bytes !== undefined;
  const requests = isLarge ? Number(bytes) / (load.bytes ?? NaN) : succeeded;
  if (!requests || bytes === undefined) {
    throw new LoadError(`h2load got no answer: ${stderr.trim() || stdout.trim().slice(-300)}`);
  }
  if (!isLarge && (failed || errored)) {
    throw new LoadError(`${failed} failed, ${errored} errored requests`);
  }
  const times = readTimes(await Deno.readTextFile(log));
  return {
    requests,
    measured: {
      requestsPerSecond: requests / target.seconds,
      bytesPerSecond: Number(bytes) / target.seconds,
      ...(isLarge ? {} : { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }),
    },
  };
}

/** The third column, sorted: microseconds from request to the end of the response. */
function readTimes(log: string): Float64Array {
  const lines = log.split("\n").filter((line) => line !== "");
  return Float64Array.from(lines, (line) => Number(line.split("\t")[2])).sort();
}
