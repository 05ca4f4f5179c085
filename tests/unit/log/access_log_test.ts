import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { createLogFormatter, type LogEntry } from "../../../lib/log/access_log.ts";

const ENTRY: LogEntry = {
  id: "5f0c-1",
  time: Date.UTC(2026, 0, 31, 12, 0, 5, 250),
  remote: "192.0.2.1",
  method: "GET",
  target: "/a?b",
  http2: false,
  status: 200,
  bytes: 1536,
  complete: true,
  cache: "hit",
  duration: 1.23456,
  referer: null,
  userAgent: "agent/1.0",
};

const CONTROL =
  // deno-lint-ignore no-control-regex -- the output must not contain them
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const FORMATS = ["pretty", "common", "combined", "json"] as const;

Deno.test("createLogFormatter() writes the Common Log Format", () => {
  const line = createLogFormatter("common", false)(ENTRY);
  const time = /\[(\d\d\/Jan\/2026:\d\d:\d\d:05 [+-]\d{4})\]/.exec(line)?.[1] ?? "none";
  assertEquals(line, `192.0.2.1 - - [${time}] "GET /a?b HTTP/1.1" 200 1536\n`);
  // The time equals the entry's in any time zone.
  const [, day, clock, zone] = /^(\d+)\/Jan\/2026:(\S+) (\S+)$/.exec(time) ?? [];
  const iso = `2026-01-${day}T${clock}${zone?.slice(0, 3)}:${zone?.slice(3)}`;
  assertEquals(Date.parse(iso), Math.floor(ENTRY.time / 1000) * 1000);
});

Deno.test("createLogFormatter() writes time zones east and west of Greenwich", () => {
  const original = Date.prototype.getTimezoneOffset;
  const rows = [[0, "+0000"], [-330, "+0530"], [210, "-0330"], [-60, "+0100"]] as const;
  try {
    for (const [index, [offset, zone]] of rows.entries()) {
      Date.prototype.getTimezoneOffset = () => offset;
      // A different second for each row: the text is cached for one second.
      const entry = { ...ENTRY, time: ENTRY.time + 1000 * (index + 1) };
      assertStringIncludes(createLogFormatter("common", false)(entry), ` ${zone}] `);
    }
  } finally {
    Date.prototype.getTimezoneOffset = original;
  }
});

Deno.test("createLogFormatter() writes Referer and User-Agent in the combined format", () => {
  const line = createLogFormatter("combined", false)({ ...ENTRY, bytes: 0, http2: true });
  assert(line.endsWith('"GET /a?b HTTP/2.0" 200 - "-" "agent/1.0"\n'), line);
});

Deno.test("createLogFormatter() writes one JSON value per line", () => {
  const line = createLogFormatter("json", false)(ENTRY);
  assertEquals(JSON.parse(line), {
    time: "2026-01-31T12:00:05.250Z",
    id: "5f0c-1",
    remote: "192.0.2.1",
    method: "GET",
    target: "/a?b",
    protocol: "HTTP/1.1",
    status: 200,
    bytes: 1536,
    complete: true,
    cache: "hit",
    duration: 0.001235,
    referer: null,
    userAgent: "agent/1.0",
  });
});

Deno.test("createLogFormatter() writes the pretty format, with colours only if enabled", () => {
  const plain = createLogFormatter("pretty", false)({ ...ENTRY, complete: false });
  assert(!plain.includes("\u001b"));
  assertStringIncludes(plain, "200  GET /a?b  1.5 KiB  1.2 ms  192.0.2.1  (cut off)\n");
  // The library obeys NO_COLOR itself.
  assertEquals(createLogFormatter("pretty", true)(ENTRY).includes("\u001b["), !Deno.noColor);
});

Deno.test("createLogFormatter() writes a single line without control characters, whatever the client sends", () => {
  const code = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.integer({ min: 0x2000, max: 0x206f }));
  const text = fc.array(code).map((codes) => String.fromCharCode(...codes));
  fc.assert(fc.property(text, text, text, text, (method, target, referer, userAgent) => {
    for (const format of FORMATS) {
      const line = createLogFormatter(format, false)({
        ...ENTRY,
        method,
        target,
        referer,
        userAgent,
      });
      assertEquals(line.indexOf("\n"), line.length - 1, format);
      assert(!CONTROL.test(line), `${format}: ${line}`);
    }
  }));
});

Deno.test("createLogFormatter() escapes quotes in the combined format", () => {
  const line = createLogFormatter("combined", false)({
    ...ENTRY,
    target: '/" 200 1 "',
    referer: "\\",
    userAgent: '\u00e9"',
  });
  assertStringIncludes(line, '"GET /\\" 200 1 \\" HTTP/1.1" 200 1536 "\\\\" "\\xc3\\xa9\\""');
});
