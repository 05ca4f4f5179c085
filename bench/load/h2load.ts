import { run } from "../machine/shell.ts";
import { fieldArguments, type Load, LoadError, pinned, type Target } from "./load.ts";
import { type Driven, percentile } from "./measurement.ts";

/**
 * Drives a server over HTTP/2 without TLS.
 *
 * @param log A file for h2load's list of requests.
 * @throws {LoadError} When a request failed, or h2load did.
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
      `http://127.0.0.1:${target.port}${request.path}`,
    ], target.cpus),
    { timeout: target.seconds + 15 },
  );
  const totals = /^requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored/m.exec(stdout);
  const bytes = /^traffic: .*?\((\d+)\) total/m.exec(stdout)?.[1];
  const [, succeeded, failed, errored] = (totals ?? []).map(Number);
  if (!succeeded || bytes === undefined) {
    throw new LoadError(`h2load got no answer: ${stderr.trim() || stdout.trim().slice(-300)}`);
  }
  if (failed || errored) throw new LoadError(`${failed} failed, ${errored} errored requests`);
  const times = readTimes(await Deno.readTextFile(log));
  return {
    requests: succeeded,
    measured: {
      requestsPerSecond: succeeded / target.seconds,
      bytesPerSecond: Number(bytes) / target.seconds,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
    },
  };
}

/** The third column, sorted: microseconds from request to the end of the response. */
function readTimes(log: string): Float64Array {
  const lines = log.split("\n").filter((line) => line !== "");
  return Float64Array.from(lines, (line) => Number(line.split("\t")[2])).sort();
}
