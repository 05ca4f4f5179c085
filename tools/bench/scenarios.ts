import type { RequestSpec } from "./check/request.ts";
import { LARGE } from "./fixtures/large_file.ts";
import type { Load } from "./load/load.ts";
import type { Scenario } from "./scenario.ts";
import { TLS_SCENARIOS } from "./tls_scenarios.ts";

/** The Accept-Encoding of browsers. */
const CODINGS = { "accept-encoding": "gzip, deflate, br, zstd" };

const small = getFile("1k.txt");
const plain = getFile("10k.txt");

/** All scenarios. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "1k", title: "1 KiB, 1 worker", site: "sizes", load: wrk(small) },
  {
    name: "1k-all-cores",
    title: "1 KiB, a worker for each processor",
    site: "sizes",
    settings: { workers: "all" },
    load: { ...wrk(small), threads: 2 },
    needs: ["processors"],
    quick: ["plinth", "floor", "nginx"],
  },
  {
    name: "10k",
    title: "10 KiB",
    site: "sizes",
    load: wrk(plain),
    quick: ["plinth", "floor"],
  },
  {
    name: "100k",
    title: "100 KiB",
    site: "sizes",
    load: wrk(getFile("100k.txt")),
    quick: ["plinth", "nginx", "caddy"],
  },
  {
    name: "1m",
    title: "1 MiB",
    site: "sizes",
    load: { ...wrk(getFile("1m.txt")), connections: 16 },
    quick: ["plinth", "nginx", "caddy"],
  },
  large("1g", "1 GiB, 1 client", 1),
  large("1g-8", "1 GiB, 8 clients", 8),
  {
    name: "304",
    title: "304 Not Modified",
    site: "sizes",
    load: wrk({ path: "/1k.txt", expect: { kind: "notModified" } }),
    quick: ["plinth", "floor"],
  },
  {
    name: "head",
    title: "HEAD of 1 KiB",
    site: "sizes",
    load: {
      kind: "head",
      connections: 64,
      request: { method: "HEAD", path: "/1k.txt", expect: { kind: "head", file: "1k.txt" } },
    },
    quick: ["plinth", "floor"],
  },
  {
    name: "404",
    title: "404 Not Found",
    site: "sizes",
    load: wrk({ path: "/missing.txt", expect: { kind: "notFound" } }),
    quick: ["plinth", "floor"],
  },
  {
    name: "range",
    title: "A range of 64 KiB in 1 GiB",
    site: "large",
    settings: { fromDisk: true },
    load: wrk({
      path: "/1g.bin",
      fields: { range: "bytes=536871912-536937447" },
      expect: { kind: "large", start: 536871912, end: 536937448 },
    }),
    needs: ["ranges"],
    quick: ["plinth", "floor", "caddy"],
  },
  {
    name: "sidecar",
    title: "10 KiB with a .br sidecar",
    site: "sizes",
    settings: { sidecars: true },
    load: wrk({
      path: "/sidecar.txt",
      fields: CODINGS,
      expect: { kind: "sidecar", file: "sidecar.txt" },
    }),
    needs: ["sidecars"],
    baseline: { title: "Plinth, 10 KiB uncompressed", load: wrk(plain) },
    quick: ["plinth"],
  },
  {
    name: "compress",
    title: "10 KiB compressed on the fly",
    site: "sizes",
    settings: { compress: true },
    load: wrk({
      path: "/10k.txt",
      fields: CODINGS,
      expect: { kind: "compressed", file: "10k.txt" },
    }),
    needs: ["compression"],
    baseline: { title: "Plinth, 10 KiB uncompressed", load: wrk(plain) },
    quick: ["plinth"],
  },
  many("zipf", "10,000 files of 1 to 15 KiB, the popular ones more often (Zipf)"),
  many("uniform", "10,000 files of 1 to 15 KiB, all equally often"),
  {
    name: "listing-1000",
    title: "JSON listing of 1,000 entries",
    site: "listing",
    settings: { fromDisk: true },
    load: { ...wrk(listing(1000)), connections: 8 },
    needs: ["JSON listing"],
    quick: ["plinth"],
  },
  {
    name: "listing-100000",
    title: "JSON listing of 100,000 entries, one request at a time",
    site: "listing",
    settings: { fromDisk: true },
    load: { kind: "single", request: listing(100_000) },
    needs: ["JSON listing"],
    columns: [
      "firstByte",
      "firstByteAtFirst",
      "p50",
      "p99",
      "bytesPerSecond",
      "cpu",
      "memory",
      "growth",
    ],
    quick: ["plinth"],
  },
  {
    name: "connection",
    title: "1 KiB, a connection for each request",
    site: "sizes",
    load: { ...wrk(small), close: true },
    quick: ["plinth", "floor", "caddy"],
  },
  {
    name: "log",
    title: "1 KiB with an access log",
    site: "sizes",
    settings: { log: true },
    load: wrk(small),
    needs: ["log"],
    baseline: { title: "Plinth without a log", settings: { log: false } },
    quick: ["plinth"],
  },
  {
    name: "idle",
    title: "1 KiB with 5,000 idle connections",
    site: "sizes",
    load: { ...wrk(small), idle: 5000 },
    baseline: { title: "Plinth without them", load: wrk(small) },
    columns: ["requestsPerSecond", "p50", "p99", "cpu", "memory", "growth", "idle"],
    quick: ["plinth"],
  },
  {
    name: "http2",
    title: "1 KiB over HTTP/2 without TLS",
    site: "sizes",
    settings: { http2: true },
    load: { kind: "http2", connections: 8, streams: 8, request: small },
    needs: ["http2"],
    quick: ["plinth", "floor", "caddy"],
  },
  {
    name: "gate",
    title: "1 KiB through the connection gate",
    site: "sizes",
    settings: { gate: true },
    load: wrk(small),
    baseline: { title: "Plinth without it", settings: { gate: false } },
    quick: ["plinth"],
  },
  ...TLS_SCENARIOS,
  {
    name: "start",
    title: "Start, and memory while idle, with 2 workers",
    site: "sizes",
    settings: { workers: 2 },
    load: { kind: "start", request: small },
    columns: ["ready", "memory"],
    quick: ["plinth"],
  },
];

function getFile(file: string): RequestSpec {
  return { path: `/${file}`, expect: { kind: "file", file } };
}

function wrk(request: RequestSpec): Load & { kind: "wrk" } {
  return { kind: "wrk", connections: 64, threads: 1, request };
}

function listing(entries: number): RequestSpec {
  return {
    path: `/${entries}/`,
    fields: { accept: "application/json" },
    expect: { kind: "listing", entries },
  };
}

function large(name: string, title: string, connections: number): Scenario {
  const request: RequestSpec = {
    path: "/1g.bin",
    expect: { kind: "large", start: 0, end: LARGE },
  };
  return {
    name,
    title,
    site: "large",
    settings: { fromDisk: true },
    load: { ...wrk(request), connections, bytes: LARGE },
    columns: ["bytesPerSecond", "cpu", "memory", "growth"],
    // Checking 1 GiB takes seconds.
    quick: connections === 1 ? ["plinth", "nginx"] : [],
  };
}

function many(spread: "zipf" | "uniform", title: string): Scenario {
  return {
    name: spread,
    title,
    site: "many",
    settings: { fromDisk: true },
    load: { ...wrk({ path: "/0/0.txt", expect: { kind: "many" } }), spread },
    columns: ["requestsPerSecond", "bytesPerSecond", "p50", "p99", "cpu", "memory", "growth"],
    quick: ["plinth", "caddy"],
  };
}
