import { assertEquals } from "@std/assert";
import { parseFromAdmin } from "../../../lib/admin/messages.ts";
import { parseFromHasher } from "../../../lib/auth/messages.ts";
import { parseFromWorker } from "../../../lib/server/parse_message.ts";

const ATTEMPT = { rule: "x", name: "ann", password: new Uint8Array(3), address: "192.0.2.1" };

/** A message after it has crossed the border between two workers. */
function received(message: unknown): unknown {
  return structuredClone(message);
}

/** Values that are nowhere a message. */
const NOISE: readonly unknown[] = [
  ...[undefined, null, 0, NaN, true, "", "listening", 5n, [], ["listening"], {}, new Map()],
  ...[{ kind: null }, { kind: "" }, { kind: ["log"] }, { kind: "toString" }, { kind: "__proto__" }],
  ...[new Uint8Array(9), new Error("x"), new Date(), /x/],
];

Deno.test("parseFromWorker() accepts the messages of a worker", () => {
  const messages = [
    { kind: "listening" },
    { kind: "configured" },
    { kind: "stopped" },
    { kind: "failed", reason: "a reason" },
    { kind: "log", lines: new TextEncoder().encode("a line\n") },
    { kind: "report", text: "a text" },
    { kind: "misdirected", name: "example.org" },
    { kind: "verify", id: 1, attempt: ATTEMPT },
    { kind: "verify", id: 2, attempt: { ...ATTEMPT, name: "", address: "-" } },
    { kind: "full", why: "connections" },
    { kind: "full", why: "descriptors" },
  ];
  for (const message of messages) {
    assertEquals<unknown>(parseFromWorker(received(message)), message);
  }
});

Deno.test("parseFromWorker() rejects everything else", () => {
  const long = "x".repeat(65_537);
  const isolated = new Uint8Array(new SharedArrayBuffer(8));
  const messages: unknown[] = [
    ...NOISE,
    ...[{ kind: "start" }, { kind: "verdict", id: 1, verdict: "right" }],
    ...[{ kind: "failed" }, { kind: "failed", reason: 5 }, { kind: "failed", reason: long }],
    ...[{ kind: "log" }, { kind: "log", lines: "x" }, { kind: "log", lines: [1, 2] }],
    ...[{ kind: "log", lines: new Uint16Array(2) }, { kind: "log", lines: new ArrayBuffer(2) }],
    // Another thread could change or keep alive more than the text shows.
    { kind: "log", lines: isolated },
    { kind: "log", lines: new Uint8Array(new ArrayBuffer(5 * 1024 * 1024), 0, 1) },
    ...[{ kind: "report" }, { kind: "report", text: {} }, { kind: "report", text: long }],
    ...[{ kind: "misdirected" }, { kind: "misdirected", name: null }],
    ...[{ kind: "full" }, { kind: "full", why: "x" }, { kind: "full", why: "constructor" }],
    ...[{ kind: "full", why: ["connections"] }],
    ...[undefined, null, "1", 1.5, NaN, 2 ** 60].map((id) => ({
      kind: "verify",
      id,
      attempt: ATTEMPT,
    })),
    ...[undefined, null, "x", [], {}].map((attempt) => ({ kind: "verify", id: 1, attempt })),
    ...[
      { rule: undefined },
      { rule: long },
      { name: 1 },
      { name: "x".repeat(1025) },
      { password: "x" },
      { password: [1] },
      { password: new Uint8Array(1025) },
      { password: isolated },
      { address: null },
      { address: "1".repeat(129) },
    ].map((part) => ({ kind: "verify", id: 1, attempt: { ...ATTEMPT, ...part } })),
  ];
  for (const message of messages) {
    assertEquals(parseFromWorker(received(message)), undefined, Deno.inspect(message).slice(0, 99));
  }
});

Deno.test("parseFromAdmin() accepts the messages of the admin worker and rejects everything else", () => {
  const good = [
    { kind: "listening", port: 9000 },
    { kind: "failed", reason: "x" },
    { kind: "request", id: 1, endpoint: "readyz" },
  ];
  for (const message of good) assertEquals<unknown>(parseFromAdmin(received(message)), message);
  const bad = [
    ...NOISE,
    ...[undefined, 0, -1, 1.5, 65_536, "9000"].map((port) => ({ kind: "listening", port })),
    ...[{ kind: "failed" }, { kind: "request", id: 1 }, { kind: "request", endpoint: "readyz" }],
    ...[{ kind: "request", id: 1, endpoint: "x" }, {
      kind: "request",
      id: 1,
      endpoint: ["readyz"],
    }],
  ];
  for (const message of bad) assertEquals(parseFromAdmin(received(message)), undefined);
});

Deno.test("parseFromHasher() accepts the replies of the password worker and rejects everything else", () => {
  const reply = { id: 1, isRight: true };
  assertEquals(parseFromHasher(received(reply)), reply);
  const bad = [...NOISE, { id: 1 }, { id: 1, isRight: 1 }, { id: "1", isRight: true }];
  for (const message of bad) assertEquals(parseFromHasher(received(message)), undefined);
});
