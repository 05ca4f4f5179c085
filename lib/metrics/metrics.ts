import { type Family, histogramSamples, type Sample } from "./prometheus.ts";
import { CELLS, DURATION_BOUNDS, METHODS, STATUS_CLASSES } from "./counters.ts";

/** Number of workers that are configured, that listen, and that have been replaced. */
export interface WorkerNumbers {
  readonly wanted: number;
  readonly listening: number;
  readonly restarts: number;
}

/** Facts about the process that the workers' counters do not contain. */
export interface ProcessFacts {
  /** Whether a gate counts connections. */
  readonly hasGate: boolean;
  /** Labels of `plinth_build_info`. */
  readonly build: Readonly<Record<string, string>>;
  readonly workers: WorkerNumbers;
  /** In seconds since 1970. */
  readonly startTime: number;
  /** CPU time used, in seconds. */
  readonly cpuTime: number;
  /** In bytes. */
  readonly residentMemory: number;
}

/** A metric with one sample: its cell in the counters, its name and its help. */
type Row = readonly [cell: Exclude<keyof typeof CELLS, "end">, name: string, help: string];

const RESPONSES: readonly Row[] = [
  [
    "bytes",
    "plinth_http_response_body_bytes_total",
    "Bytes of response bodies passed to connections.",
  ],
  [
    "cutOff",
    "plinth_http_responses_cut_off_total",
    "Responses whose body was not sent completely, mostly because the client disconnected.",
  ],
];

/** Only the gate counts connections; the runtime's server does not expose them. */
const CONNECTIONS: readonly Row[] = [
  ["connections", "plinth_connections", "Open client connections."],
  ["connectionsAccepted", "plinth_connections_accepted_total", "Client connections accepted."],
  [
    "connectionsRefused",
    "plinth_connections_refused_total",
    "Connections refused because of a limit or while draining.",
  ],
];

const CACHE: readonly Row[] = [
  ["cacheHits", "plinth_content_cache_hits_total", "File contents served from memory."],
  [
    "cacheMisses",
    "plinth_content_cache_misses_total",
    "File contents not in memory, including those too large to be cached.",
  ],
  [
    "cacheEvictions",
    "plinth_content_cache_evictions_total",
    "File contents evicted to make room for others.",
  ],
  ["cacheBytes", "plinth_content_cache_bytes", "Memory used by cached file contents."],
  ["cacheEntries", "plinth_content_cache_entries", "Cached file contents."],
];

/** Returns all metrics. @param sum Sums of all workers' counters. */
export function collectFamilies(sum: Float64Array, process: ProcessFacts): Family[] {
  const families = (rows: readonly Row[]) =>
    rows.map(([cell, name, help]) => family(name, help, sum[CELLS[cell]] ?? 0));
  return [
    {
      name: "plinth_http_requests_total",
      help: "Completed requests, by method and status class.",
      type: "counter",
      samples: requestSamples(sum),
    },
    ...families(RESPONSES),
    {
      name: "plinth_http_request_duration_seconds",
      help: "Time from the request's head to the end of the response body.",
      type: "histogram",
      samples: durationSamples(sum),
    },
    ...families([["inFlight", "plinth_http_requests_in_flight", "Requests in flight."]]),
    ...(process.hasGate ? families(CONNECTIONS) : []),
    ...families(CACHE),
    ...processFamilies(process),
  ];
}

/** Every pair exists from the start, so that the first request of a kind appears as an increase. */
function requestSamples(sum: Float64Array): Sample[] {
  return METHODS.flatMap((method, row) =>
    STATUS_CLASSES.map((status, column) => ({
      labels: { method, status },
      value: sum[CELLS.requests + row * STATUS_CLASSES.length + column] ?? 0,
    }))
  );
}

function durationSamples(sum: Float64Array): Sample[] {
  const durations = sum.subarray(CELLS.durations, CELLS.durations + DURATION_BOUNDS.length + 1);
  return histogramSamples(DURATION_BOUNDS, [...durations], sum[CELLS.durationSum] ?? 0);
}

function processFamilies(
  { build, workers, startTime, cpuTime, residentMemory }: ProcessFacts,
): Family[] {
  const { wanted, listening, restarts } = workers;
  return [
    family("plinth_workers", "Configured workers.", wanted),
    family("plinth_workers_listening", "Workers that accept connections.", listening),
    family("plinth_worker_restarts_total", "Workers that died and were replaced.", restarts),
    {
      name: "plinth_build_info",
      help: "Always 1; the labels identify the build.",
      type: "gauge",
      samples: [{ labels: build, value: 1 }],
    },
    family("process_start_time_seconds", "Start time in seconds since 1970.", startTime),
    family("process_cpu_seconds_total", "User and system CPU time.", cpuTime),
    family("process_resident_memory_bytes", "Resident memory.", residentMemory),
  ];
}

/** Returns a metric with one sample. The names of counters, and only those, end in `_total`. */
function family(name: string, help: string, value: number): Family {
  return { name, help, type: name.endsWith("_total") ? "counter" : "gauge", samples: [{ value }] };
}
