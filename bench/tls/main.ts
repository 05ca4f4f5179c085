// Compares HTTPS with Caddy's: rates, the time of one response on a kept connection, and 1 GiB.
// `deno task bench:tls [ROUNDS]`; bench/setup installs what it needs.

import { median } from "../load/measurement.ts";
import { describeMachine } from "../machine/describe.ts";
import { stopServers } from "../machine/server_process.ts";
import { rateOfHttp1, rateOfHttp2, speed, timeOfHttp1, timeOfHttp2 } from "./drive.ts";
import { type SecureServer, SIZES, startServers } from "./servers.ts";

/** Something to measure, and what Plinth should reach. */
interface Row {
  readonly title: string;
  readonly unit: string;
  readonly measure: (server: SecureServer) => Promise<number | undefined>;
  /** At least this share of Caddy's. */
  readonly ratio?: number;
  /** At most this, itself. */
  readonly most?: number;
}

const SECONDS = 2;
const OUTPUT = new URL("../results/tls.md", import.meta.url);

const folder = Deno.makeTempDirSync({ dir: "/tmp", prefix: "plinth-bench-tls-" });
let status = 1;
try {
  status = await bench(Number(Deno.args[0] ?? 3));
} finally {
  await stopServers();
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(status);

async function bench(rounds: number): Promise<number> {
  const servers = await startServers(folder);
  const { processor, cores, system, load } = await describeMachine();
  const lines = [
    `# HTTPS, ${new Date().toISOString().slice(0, 10)}`,
    "",
    `${processor}, ${cores} cores, ${system}; ${load} processes waited before. One worker, one processor for Caddy;`,
    `medians of ${rounds} interleaved rounds; the ratio is the median of those within a round.`,
    "",
    "| what | Plinth | Caddy | ratio | target | reached |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  for (const row of rows()) {
    const line = await measureRow(row, servers, rounds);
    console.log(line);
    lines.push(line);
  }
  await Deno.mkdir(new URL("./", OUTPUT), { recursive: true });
  await Deno.writeTextFile(OUTPUT, `${lines.join("\n")}\n`);
  return 0;
}

function rows(): Row[] {
  const times = SIZES.flatMap((size): Row[] => {
    const most = size < 100 ? 2 : 5;
    const title = (version: string) => `${size} KiB by ${version}, one after the other, p50`;
    return [
      {
        title: title("HTTP/1.1"),
        unit: "ms",
        most,
        measure: ({ port }) => timeOfHttp1(port, size, 1),
      },
      {
        title: title("HTTP/2"),
        unit: "ms",
        most,
        measure: ({ port }) => timeOfHttp2(port, size, 1, `${folder}/h2load`),
      },
    ];
  });
  return [
    {
      title: "1 KiB by HTTP/1.1, 64 connections",
      unit: "requests/s",
      ratio: 1.2,
      measure: ({ port }) => rateOfHttp1(port, SECONDS),
    },
    {
      title: "1 KiB by HTTP/2, 16 connections of 32 streams",
      unit: "requests/s",
      ratio: 2,
      measure: ({ port }) => rateOfHttp2(port, SECONDS),
    },
    ...times,
    {
      title: "1 GiB by HTTP/1.1",
      unit: "MB/s",
      ratio: 0.8,
      measure: async ({ port }) => inMegabytes(await speed(port, "--http1.1")),
    },
    {
      title: "1 GiB by HTTP/2",
      unit: "MB/s",
      ratio: 0.8,
      measure: async ({ port }) => inMegabytes(await speed(port, "--http2")),
    },
  ];
}

function inMegabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1e6;
}

async function measureRow(
  row: Row,
  servers: readonly SecureServer[],
  rounds: number,
): Promise<string> {
  const values = servers.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, server] of servers.entries()) {
      values[index]?.push(await row.measure(server) ?? NaN);
    }
  }
  const [plinth = [], caddy = []] = values;
  const own = median(plinth);
  const ratio = median(plinth.map((value, round) => value / (caddy[round] ?? NaN)));
  const reached = row.ratio === undefined ? own <= (row.most ?? NaN) : ratio >= row.ratio;
  const target = row.ratio === undefined ? `at most ${row.most} ms` : `at least ${row.ratio}x`;
  const shown = [own, median(caddy)].map((value) => `${round(value)} ${row.unit}`);
  return `| ${row.title} | ${shown.join(" | ")} | ${round(ratio)} | ${target} | ${
    reached ? "yes" : "no"
  } |`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
