import { type Family, histogramSamples, type Sample } from "./prometheus.ts";
import { CELLS, DURATION_BOUNDS, METHODS, STATUS_CLASSES } from "./counters.ts";

/** Facts about the process that the workers' counters do not contain. */
export interface ProcessFacts {
  /** Whether a gate counts connections. */
  readonly hasGate: boolean;
  /** Labels of `plinth_build_info`. */
  readonly build: Readonly<Record<string, string>>;
  /** Number of workers that are configured, that listen, and that have been replaced. */
  readonly workers: {
    readonly wanted: number;
    readonly listening: number;
    readonly restarts: number;
  };
  /** In seconds since 1970. */
  readonly startTime: number;
  /** CPU time used, in seconds. */
  readonly cpuTime: number;
  /** In bytes. */
  readonly residentMemory: number;
}

/** Returns all metrics. @param sum Sums of all workers' counters. */
export function collectFamilies(sum: Float64Array, process: ProcessFacts): Family[] {
  const { hasGate } = process;
  return [
    ...requestFamilies(sum),
    ...(hasGate ? connectionFamilies(sum) : []),
    ...cacheFamilies(sum),
    ...processFamilies(process),
  ];
}

/** Only the gate counts connections; the runtime's server does not expose them. */
function connectionFamilies(sum: Float64Array): Family[] {
  const figure = figuresOf(sum);
  return [
    gauge(
      "plinth_connections",
      "Open client connections.",
      figure("connections"),
    ),
    counter(
      "plinth_connections_accepted_total",
      "Client connections accepted.",
      figure("connectionsAccepted"),
    ),
    counter(
      "plinth_connections_refused_total",
      "Connections refused because of a limit or while draining.",
      figure("connectionsRefused"),
    ),
  ];
}

function requestFamilies(sum: Float64Array): Family[] {
  const durations = sum.subarray(CELLS.durations, CELLS.durations + DURATION_BOUNDS.length + 1);
  const figure = figuresOf(sum);
  return [
    {
      name: "plinth_http_requests_total",
      help: "Completed requests, by method and status class.",
      type: "counter",
      samples: requestSamples(sum),
    },
    counter(
      "plinth_http_response_body_bytes_total",
      "Bytes of response bodies passed to connections.",
      figure("bytes"),
    ),
    counter(
      "plinth_http_responses_cut_off_total",
      "Responses whose body was not sent completely, mostly because the client disconnected.",
      figure("cutOff"),
    ),
    {
      name: "plinth_http_request_duration_seconds",
      help: "Time from the request's head to the end of the response body.",
      type: "histogram",
      samples: histogramSamples(DURATION_BOUNDS, [...durations], figure("durationSum")),
    },
    gauge("plinth_http_requests_in_flight", "Requests in flight.", figure("inFlight")),
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

function cacheFamilies(sum: Float64Array): Family[] {
  const figure = figuresOf(sum);
  return [
    counter(
      "plinth_content_cache_hits_total",
      "File contents served from memory.",
      figure("cacheHits"),
    ),
    counter(
      "plinth_content_cache_misses_total",
      "File contents not in memory, including those too large to be cached.",
      figure("cacheMisses"),
    ),
    counter(
      "plinth_content_cache_evictions_total",
      "File contents evicted to make room for others.",
      figure("cacheEvictions"),
    ),
    gauge(
      "plinth_content_cache_bytes",
      "Memory used by cached file contents.",
      figure("cacheBytes"),
    ),
    gauge("plinth_content_cache_entries", "Cached file contents.", figure("cacheEntries")),
  ];
}

function processFamilies(
  { build, workers, startTime, cpuTime, residentMemory }: ProcessFacts,
): Family[] {
  return [
    gauge("plinth_workers", "Configured workers.", workers.wanted),
    gauge("plinth_workers_listening", "Workers that accept connections.", workers.listening),
    counter(
      "plinth_worker_restarts_total",
      "Workers that died and were replaced.",
      workers.restarts,
    ),
    {
      name: "plinth_build_info",
      help: "Always 1; the labels identify the build.",
      type: "gauge",
      samples: [{ labels: build, value: 1 }],
    },
    gauge("process_start_time_seconds", "Start time in seconds since 1970.", startTime),
    counter("process_cpu_seconds_total", "User and system CPU time.", cpuTime),
    gauge("process_resident_memory_bytes", "Resident memory.", residentMemory),
  ];
}

function figuresOf(sum: Float64Array): (name: Exclude<keyof typeof CELLS, "end">) => number {
  return (name) => sum[CELLS[name]] ?? 0;
}

function counter(name: string, help: string, value: number): Family {
  return { name, help, type: "counter", samples: [{ value }] };
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: "gauge", samples: [{ value }] };
}
