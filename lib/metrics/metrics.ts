import { type Family, histogramSamples, type Sample } from "./prometheus.ts";
import { CELLS, DURATION_BOUNDS, METHODS, STATUS_CLASSES } from "./counters.ts";

/** What the metrics say beside what the workers have counted. */
export interface Process {
  /** Whether a gate counts connections. */
  readonly hasGate: boolean;
  /** Values of the labels of the build's metric. */
  readonly build: Readonly<Record<string, string>>;
  /** How many workers there should be, how many listen, and how many have been replaced. */
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

/** All metrics. @param sum Of all workers' tallies. */
export function collectFamilies(sum: Float64Array, process: Process): Family[] {
  const { hasGate } = process;
  return [
    ...requestFamilies(sum),
    ...(hasGate ? connectionFamilies(sum) : []),
    ...cacheFamilies(sum),
    ...processFamilies(process),
  ];
}

/** Without the gate the runtime has the connections, and tells nothing of them. */
function connectionFamilies(sum: Float64Array): Family[] {
  const figure = figuresOf(sum);
  return [
    gauge(
      "plinth_connections",
      "Connections of clients, where the gate is.",
      figure("connections"),
    ),
    counter(
      "plinth_connections_accepted_total",
      "Connections that the gate let in.",
      figure("connectionsAccepted"),
    ),
    counter(
      "plinth_connections_refused_total",
      "Connections that there was no place for, or that came while draining.",
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
      help: "Requests whose answer has ended, by method and class of status.",
      type: "counter",
      samples: requestSamples(sum),
    },
    counter(
      "plinth_http_response_body_bytes_total",
      "Bytes of bodies handed to connections.",
      figure("bytes"),
    ),
    counter(
      "plinth_http_responses_cut_off_total",
      "Answers whose body was not sent to its end: mostly clients that went away.",
      figure("cutOff"),
    ),
    {
      name: "plinth_http_request_duration_seconds",
      help: "From a request's head to the end of the body of its answer.",
      type: "histogram",
      samples: histogramSamples(DURATION_BOUNDS, [...durations], figure("durationSum")),
    },
    gauge("plinth_http_requests_in_flight", "Requests being answered.", figure("inFlight")),
  ];
}

/** Every pair is there from the start, so that the first request of a kind is seen as an increase. */
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
      "Contents that were sent from memory.",
      figure("cacheHits"),
    ),
    counter(
      "plinth_content_cache_misses_total",
      "Contents that were not in memory, those too large for it included.",
      figure("cacheMisses"),
    ),
    counter(
      "plinth_content_cache_evictions_total",
      "Contents that made room for others.",
      figure("cacheEvictions"),
    ),
    gauge("plinth_content_cache_bytes", "Memory taken by contents.", figure("cacheBytes")),
    gauge("plinth_content_cache_entries", "Contents in memory.", figure("cacheEntries")),
  ];
}

function processFamilies(
  { build, workers, startTime, cpuTime, residentMemory }: Process,
): Family[] {
  return [
    gauge("plinth_workers", "Workers that there should be.", workers.wanted),
    gauge("plinth_workers_listening", "Workers that accept connections.", workers.listening),
    counter(
      "plinth_worker_restarts_total",
      "Workers that died and were replaced.",
      workers.restarts,
    ),
    {
      name: "plinth_build_info",
      help: "Always 1; the labels say what is running.",
      type: "gauge",
      samples: [{ labels: build, value: 1 }],
    },
    gauge("process_start_time_seconds", "When it was started, in seconds since 1970.", startTime),
    counter("process_cpu_seconds_total", "CPU time used, of user and system.", cpuTime),
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
