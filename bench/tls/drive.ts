import { percentile } from "../load/measurement.ts";
import { run } from "../machine/shell.ts";

/** A figure, or undefined when the driver gave none. */
type Figure = Promise<number | undefined>;

/** Requests a second of HTTP/1.1 over kept connections. */
export async function rateOfHttp1(port: number, seconds: number): Figure {
  const text = await wrk(port, 1, ["-c64", `-d${seconds}s`], seconds);
  return figure(/^Requests\/sec: +([\d.]+)$/m, text);
}

/** Requests a second of HTTP/2: 16 connections of 32 streams. */
export async function rateOfHttp2(port: number, seconds: number): Figure {
  const { stdout } = await run(
    ["h2load", "-t1", "-c16", "-m32", `-D${seconds}`, `https://127.0.0.1:${port}/1`],
    { timeout: seconds + 15 },
  );
  return figure(/^finished in .*?, ([\d.]+) req\/s/m, stdout);
}

/** The median time of a GET over one kept connection, one after the other, in milliseconds. HTTP/1.1. */
export async function timeOfHttp1(port: number, size: number, seconds: number): Figure {
  const text = await wrk(port, size, ["--latency", "-c1", `-d${seconds}s`], seconds);
  const [, value, unit = ""] = /^ +50% +([\d.]+)(us|ms|s)$/m.exec(text) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit];
  return value === undefined || factor === undefined ? undefined : Number(value) * factor;
}

/** The same by HTTP/2. @param log A file for h2load's list of requests. */
export async function timeOfHttp2(
  port: number,
  size: number,
  seconds: number,
  log: string,
): Figure {
  await Deno.remove(log).catch(() => {});
  const url = `https://127.0.0.1:${port}/${size}`;
  await run(["h2load", "-t1", "-c1", "-m1", `-D${seconds}`, `--log-file=${log}`, url], {
    timeout: seconds + 15,
  });
  const lines = (await Deno.readTextFile(log).catch(() => "")).trim().split("\n");
  const times = Float64Array.from(lines, (line) => Number(line.split("\t")[2])).sort();
  const median = percentile(times, 0.5);
  return Number.isFinite(median) ? median / 1000 : undefined;
}

/** How fast 1 GiB comes to one client, in bytes a second. */
export async function speed(port: number, version: "--http1.1" | "--http2"): Figure {
  const fixed = ["curl", "-sk", "--noproxy", "*", "-o", "/dev/null", "-w", "%{speed_download}"];
  const { stdout } = await run([...fixed, version, `https://127.0.0.1:${port}/1g`], {
    timeout: 60,
  });
  return figure(/^([\d.]+)$/, stdout);
}

async function wrk(
  port: number,
  size: number,
  options: readonly string[],
  seconds: number,
): Promise<string> {
  const command = ["wrk", "-t1", ...options, `https://127.0.0.1:${port}/${size}`];
  return (await run(command, { timeout: seconds + 15 })).stdout;
}

function figure(pattern: RegExp, text: string): number | undefined {
  const value = pattern.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
