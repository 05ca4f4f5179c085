import { cyan, dim, green, red, yellow } from "@std/fmt/colors";
import type { LogFormat } from "../config/config.ts";
import { printable, printableJson } from "../util/text.ts";
import { formatSize } from "../util/size.ts";

/** An entry of the access log. */
export interface LogEntry {
  /** Identifies the request, also in reports and responses. */
  readonly id: string;
  /** Time of arrival, in milliseconds since 1970. */
  readonly time: number;
  /** The client's IP address. */
  readonly remote: string;
  readonly method: string;
  /** The request target as sent by the client. */
  readonly target: string;
  readonly http2: boolean;
  readonly status: number;
  /** Size of the body passed to the connection. */
  readonly bytes: number;
  /** Whether the body was sent completely. */
  readonly complete: boolean;
  /** Whether the content was in memory; null if no content was needed. */
  readonly cache: "hit" | "miss" | null;
  /** From the request's head to the end of the body, in milliseconds; 0 if the format has no duration. */
  readonly duration: number;
  readonly referer: string | null;
  readonly userAgent: string | null;
}

/** Returns a function that formats an entry as a line, including the newline. */
export function createLogFormatter(
  format: LogFormat,
  colors: boolean,
): (entry: LogEntry) => string {
  switch (format) {
    case "common":
      return (entry) => `${commonLine(entry)}\n`;
    case "combined":
      return (entry) =>
        `${commonLine(entry)} "${escapeQuoted(entry.referer)}" "${
          escapeQuoted(entry.userAgent)
        }"\n`;
    case "json":
      return jsonLine;
    case "pretty":
      return (entry) => prettyLine(entry, colors);
  }
}

/** Whether a format includes the duration. */
export function includesDuration(format: LogFormat): boolean {
  return format === "json" || format === "pretty";
}

/** The Common Log Format of NCSA httpd. */
function commonLine(entry: LogEntry): string {
  const { remote, method, target, status, bytes } = entry;
  const protocol = entry.http2 ? "HTTP/2.0" : "HTTP/1.1";
  const size = bytes === 0 ? "-" : bytes;
  const start = commonStart(remote, entry.time);
  return `${start}${escapeQuoted(method)} ${escapeQuoted(target)} ${protocol}" ${status} ${size}`;
}

function jsonLine(entry: LogEntry): string {
  const line = {
    time: new Date(entry.time).toISOString(),
    id: entry.id,
    remote: entry.remote,
    method: entry.method,
    target: entry.target,
    status: entry.status,
    bytes: entry.bytes,
    complete: entry.complete,
    cache: entry.cache,
    referer: entry.referer,
    userAgent: entry.userAgent,
    protocol: entry.http2 ? "HTTP/2.0" : "HTTP/1.1",
    duration: Math.round(entry.duration * 1000) / 1e6,
  };
  return `${printableJson(line)}\n`;
}

function prettyLine(entry: LogEntry, colors: boolean): string {
  const { status } = entry;
  const plain = (text: string) => text;
  const paint = !colors
    ? plain
    : status >= 500
    ? red
    : status >= 400
    ? yellow
    : status >= 300
    ? cyan
    : green;
  const faint = colors ? dim : plain;
  const time = new Date(entry.time).toTimeString().slice(0, 8);
  const details = `${formatSize(entry.bytes)}  ${entry.duration.toFixed(1)} ms  ${entry.remote}`;
  return `${faint(time)}  ${paint(String(status))}  ${printable(entry.method)} ${
    printable(entry.target)
  }  ${faint(details)}${entry.complete ? "" : "  (cut off)"}\n`;
}

/** Escapes quotes and backslashes, and the UTF-8 bytes of other text that is not printable ASCII as `\xhh`, like Apache. */
function escapeQuoted(text: string | null): string {
  if (text === null || text === "") return "-";
  if (/^[ !#-[\]-~]*$/.test(text)) return text;
  let quoted = "";
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    quoted += char === '"' || char === "\\"
      ? `\\${char}`
      : byte >= 0x20 && byte < 0x7f
      ? char
      : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return quoted;
}

let lastRemote = "";
let lastSecond = NaN;
let lastStart = "";

/** The line up to the request; cached for consecutive requests of one client in one second. */
function commonStart(remote: string, milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond || remote !== lastRemote) {
    lastStart = `${remote} - - [${commonTime(second)}] "`;
    [lastRemote, lastSecond] = [remote, second];
  }
  return lastStart;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let lastTimeSecond = NaN;
let lastTime = "";

/** `31/Jan/2026:12:00:00 +0100`, in local time; cached for one second. */
function commonTime(second: number): string {
  if (second === lastTimeSecond) return lastTime;
  const date = new Date(second * 1000);
  const pad = (number: number) => String(number).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60))}${
    pad(Math.abs(offset) % 60)
  }`;
  lastTimeSecond = second;
  lastTime = `${pad(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}:${
    date.toTimeString().slice(0, 8)
  } ${zone}`;
  return lastTime;
}
