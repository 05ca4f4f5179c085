import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Reply } from "../../../lib/http/reply.ts";
import {
  CELLS,
  Counters,
  createCounterMemory,
  sumCounters,
} from "../../../lib/metrics/counters.ts";
import type { LogEntry } from "../../../lib/log/access_log.ts";
import { createRecorder, type Observer } from "../../../lib/handler/request_log.ts";

const PEER = { remoteAddr: { transport: "tcp", hostname: "192.0.2.1", port: 1 } } as const;
const BYTES = new Uint8Array(3);

function record(
  answer: Reply,
  fields: Record<string, string> = {},
  observer: Partial<Observer> = {},
) {
  const entries: LogEntry[] = [];
  const all: Observer = {
    log: (entry) => void entries.push(entry),
    ...{
      counters: undefined,
      report: () => {},
      debug: false,
      isTrusted: undefined,
      logsDurations: true,
    },
    ...observer,
  };
  const head = {
    ...{ method: "GET", url: "http://localhost:8000/a", client: "192.0.2.1", host: null },
    field: (name: string) => fields[name] ?? null,
    canBuffer: () => true,
  };
  const made = createRecorder(all)(head, PEER);
  made.replied(answer)(3, true);
  return { id: made.id, entry: entries[0] };
}

function file(status: number, body: Reply["body"]): Reply {
  return { status, fields: {}, body };
}

Deno.test("createRecorder() tells whether a content came from memory", () => {
  const rows = [
    [200, { kind: "bytes", bytes: BYTES, fromMemory: true }, "hit"],
    [206, { kind: "text", text: "abc", fromMemory: true }, "hit"],
    [200, { kind: "bytes", bytes: BYTES }, "miss"],
    [200, { kind: "omitted", length: 3 }, null],
    [304, { kind: "none" }, null],
    [404, { kind: "text", text: "abc" }, null],
  ] as const;
  for (const [status, body, cache] of rows) {
    assertEquals(record(file(status, body)).entry?.cache, cache);
  }
});

Deno.test("createRecorder() gives each request an id; a trusted proxy's counts, nobody else's", () => {
  const answer = file(200, { kind: "none" });
  const sent = { "x-request-id": "proxy:42" };
  const trusted = { isTrusted: (address: string) => address === "192.0.2.1" };
  assertEquals(record(answer, sent, trusted).entry?.id, "proxy:42");
  assertMatch(record(answer, sent).entry?.id ?? "", /^[0-9a-f]{8}-1$/);
  for (const odd of ["", "a b", "x\u001b", "y".repeat(129)]) {
    assertNotEquals(record(answer, { "x-request-id": odd }, trusted).entry?.id, odd);
  }
  const { id, entry } = record(answer);
  assertEquals(id, entry?.id);
});

Deno.test("createRecorder() times a request where the log or the metrics tell it", () => {
  const answer = file(200, { kind: "none" });
  const untold = { logsDurations: false };
  assert((record(answer).entry?.duration ?? 0) > 0);
  assertEquals(record(answer, {}, untold).entry?.duration, 0);
  const counters = new Counters(createCounterMemory());
  assert((record(answer, {}, { ...untold, counters }).entry?.duration ?? 0) > 0);
});

Deno.test("createRecorder() counts without a log, and does nothing where nobody wants to know", () => {
  const memory = createCounterMemory();
  const counted = record(file(200, { kind: "none" }), {}, {
    log: undefined,
    counters: new Counters(memory),
  });
  assertEquals([counted.id, counted.entry], [undefined, undefined]);
  const sum = sumCounters([memory]);
  assertEquals([sum[CELLS.requests], sum[CELLS.bytes], sum[CELLS.inFlight]], [1, 3, 0]);
  assert(record(file(200, { kind: "none" }), {}, { log: undefined }).id === undefined);
});
