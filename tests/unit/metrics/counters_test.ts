import { assertEquals } from "@std/assert";
import {
  CELLS,
  Counters,
  createCounterMemory,
  DURATION_BOUNDS,
  endGauges,
  METHODS,
  STATUS_CLASSES,
  sumCounters,
} from "../../../lib/metrics/counters.ts";

function requestsOf(sum: Float64Array): Record<string, number> {
  const counts: Record<string, number> = {};
  METHODS.forEach((method, row) =>
    STATUS_CLASSES.forEach((status, column) => {
      const count = sum[CELLS.requests + row * STATUS_CLASSES.length + column] ?? NaN;
      if (count !== 0) counts[`${method} ${status}`] = count;
    })
  );
  return counts;
}

Deno.test("Counters counts requests by method and status class, unknown methods together", () => {
  const memory = createCounterMemory();
  const counters = new Counters(memory);
  const requests = [
    ["GET", 200],
    ["GET", 206],
    ["GET", 304],
    ["HEAD", 404],
    ["OPTIONS", 204],
    ["BREW", 405],
    ["get", 405],
    ["GET", 599],
  ] as const;
  for (const [method, status] of requests) {
    counters.begin();
    counters.end(method, status, 10, true, 0.001);
  }
  const sum = sumCounters([memory]);
  assertEquals(requestsOf(sum), {
    "GET 2xx": 2,
    "GET 3xx": 1,
    "GET 5xx": 1,
    "HEAD 4xx": 1,
    "OPTIONS 2xx": 1,
    "other 4xx": 2,
  });
  assertEquals([sum[CELLS.bytes], sum[CELLS.inFlight], sum[CELLS.cutOff]], [80, 0, 0]);
});

Deno.test("Counters puts each duration into the first bucket whose bound it does not exceed", () => {
  for (const [index, bound] of [...DURATION_BOUNDS, Infinity].entries()) {
    const memory = createCounterMemory();
    const seconds = bound === Infinity ? 3600 : bound;
    new Counters(memory).end("GET", 200, 0, true, seconds);
    const sum = sumCounters([memory]);
    const buckets = sum.subarray(CELLS.durations, CELLS.durations + DURATION_BOUNDS.length + 1);
    assertEquals([...buckets].indexOf(1), index);
    assertEquals(sum[CELLS.durationSum], seconds);
  }
});

Deno.test("sumCounters() adds workers up; endGauges() keeps the counters of a dead worker", () => {
  const memories = [createCounterMemory(), createCounterMemory()];
  for (const memory of memories) {
    const counters = new Counters(memory);
    counters.begin();
    counters.begin();
    counters.end("GET", 200, 7, false, 0.5);
    counters.hit();
    counters.miss();
    counters.evicted();
    counters.filled(1000, 3);
  }
  const counted = (sum: Float64Array) => [
    ...[sum[CELLS.bytes], sum[CELLS.cutOff], sum[CELLS.durationSum]],
    ...[sum[CELLS.cacheHits], sum[CELLS.cacheMisses], sum[CELLS.cacheEvictions]],
  ];
  const current = (sum: Float64Array) => [
    sum[CELLS.inFlight],
    sum[CELLS.cacheBytes],
    sum[CELLS.cacheEntries],
  ];
  const before = sumCounters(memories);
  assertEquals([counted(before), current(before)], [[14, 2, 1, 2, 2, 2], [2, 2000, 6]]);
  for (const memory of memories.slice(1)) endGauges(memory);
  const after = sumCounters(memories);
  assertEquals([counted(after), current(after)], [counted(before), [1, 1000, 3]]);
});
