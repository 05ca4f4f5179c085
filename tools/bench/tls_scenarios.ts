import { LARGE } from "./fixtures/large_file.ts";
import type { SIZES } from "./fixtures/sites.ts";
import type { Load } from "./load/load.ts";
import type { Scenario } from "./scenario.ts";

type File = keyof typeof SIZES;

/** Files requested one at a time, with the limit of the median time in microseconds. */
export const ALONE: readonly (readonly [file: File, limit: number])[] = [
  ["1k.txt", 2000],
  ["4k.txt", 2000],
  ["16k.txt", 2000],
  ["40k.txt", 2000],
  ["100k.txt", 5000],
  ["1m.txt", 5000],
];

/** The files measured with `--quick`: a small one, and one that takes several writes. */
const BRIEFLY: readonly File[] = ["1k.txt", "100k.txt"];

const common = {
  settings: { tls: true },
  needs: ["tls"],
  quick: ["plinth", "caddy"],
} as const;

/** Scenarios over HTTPS. */
export const TLS_SCENARIOS: readonly Scenario[] = [
  {
    ...common,
    name: "tls",
    title: "HTTPS: 1 KiB, HTTP/1.1, 64 connections",
    site: "sizes",
    load: { kind: "wrk", connections: 64, threads: 1, request: file("1k.txt") },
    quick: ["plinth", "floor", "caddy"],
  },
  {
    ...common,
    name: "tls-http2",
    title: "HTTPS: 1 KiB, HTTP/2, 16 connections of 32 streams",
    site: "sizes",
    load: { kind: "http2", connections: 16, streams: 32, request: file("1k.txt") },
    quick: ["plinth", "floor", "caddy"],
  },
  ...ALONE.flatMap(([name]) => [alone(name, "http1"), alone(name, "http2")]),
  large("http1"),
  large("http2"),
];

/** Returns the scenario name for one file over one connection. */
export function aloneName(name: File, version: "http1" | "http2"): string {
  return `tls-${name.replace(".txt", "")}-${version}`;
}

function alone(name: File, version: "http1" | "http2"): Scenario {
  const spoken = version === "http1" ? "HTTP/1.1" : "HTTP/2";
  return {
    ...common,
    name: aloneName(name, version),
    title: `HTTPS: ${name}, ${spoken}, one at a time`,
    site: "sizes",
    load: version === "http1"
      ? { kind: "wrk", connections: 1, threads: 1, request: file(name) }
      : { kind: "http2", connections: 1, streams: 1, request: file(name) },
    columns: ["p50", "p99", "cpu"],
    quick: BRIEFLY.includes(name) ? ["plinth"] : [],
  };
}

function large(version: "http1" | "http2"): Scenario {
  const request = { path: "/1g.bin", expect: { kind: "large", start: 0, end: LARGE } } as const;
  const load: Load = version === "http1"
    ? { kind: "wrk", connections: 1, threads: 1, request, bytes: LARGE }
    : { kind: "http2", connections: 1, streams: 1, request, bytes: LARGE };
  return {
    ...common,
    name: `tls-1g-${version}`,
    title: `HTTPS: 1 GiB, ${version === "http1" ? "HTTP/1.1" : "HTTP/2"}, 1 client`,
    site: "large",
    settings: { tls: true, fromDisk: true },
    load,
    columns: ["bytesPerSecond", "cpu", "memory", "growth"],
    quick: [],
  };
}

function file(name: File): Load["request"] {
  return { path: `/${name}`, expect: { kind: "file", file: name } };
}
