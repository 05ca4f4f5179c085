import { cyan, dim, green, red, yellow } from "@std/fmt/colors";
import type { LogFormat } from "../config/config.ts";
import { printable, printableJson } from "../util/text.ts";
import { formatSize } from "../util/size.ts";

/** What the access log says of a request. */
export interface LogEntry {
  /** Told apart from all others by this, also where reports and responses name it. */
  readonly id: string;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
  /** The client's address. */
  readonly remote: string;
  readonly method: string;
  /** The request target as it was sent. */
  readonly target: string;
  readonly http2: boolean;
  readonly status: number;
  /** Of the body, as handed to the connection. */
  readonly bytes: number;
  /** Whether the body was sent to its end. */
  readonly complete: boolean;
  /** Whether the content was kept in memory; null when none was needed. */
  readonly cache: "hit" | "miss" | null;
  /** From the request's head to the end of the body, in milliseconds; 0 where nobody wants to know. */
  readonly duration: number;
  readonly referer: string | null;
  readonly userAgent: string | null;
}

/** Makes the function that writes an entry as a line, its newline included. */
export function createLogFormatter(
  format: LogFormat,
  colors: boolean,
): (entry: LogEntry) => string {
  switch (format) {
    case "common":
      return (entry) => `${commonLine(entry)}\n`;
    case "combined":
      return (entry) =>
        `${commonLine(entry)} "${quotable(entry.referer)}" "${quotable(entry.userAgent)}"\n`;
    case "json":
      return jsonLine;
    case "pretty":
      return (entry) => prettyLine(entry, colors);
  }
}

/** Whether lines of a format have the duration. */
export function tellsDuration(format: LogFormat): boolean {
  return format === "json" || format === "pretty";
}

/** The Common Log Format of NCSA httpd. */
function commonLine(entry: LogEntry): string {
  const { remote, method, target, status, bytes } = entry;
  const protocol = entry.http2 ? "HTTP/2.0" : "HTTP/1.1";
  const size = bytes === 0 ? "-" : bytes;
  const start = commonStart(remote, entry.time);
  return `${start}${quotable(method)} ${quotable(target)} ${protocol}" ${status} ${size}`;
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
  const details = [formatSize(entry.bytes), `${entry.duration.toFixed(1)} ms`, entry.remote].join(
    "  ",
  );
  return `${faint(time)}  ${paint(String(status))}  ${printable(entry.method)} ${
    printable(entry.target)
  }  ${faint(details)}${entry.complete ? "" : "  (cut off)"}\n`;
}

/** What is not printable ASCII is given as its UTF-8 bytes, `\xhh`, as Apache does. */
function quotable(text: string | null): string {
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

/** What a line begins with, up to the request; made once a second for a client that comes again and again. */
function commonStart(remote: string, milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond || remote !== lastRemote) {
    lastStart = `${remote} - - [${commonTime(second)}] "`;
    [lastRemote, lastSecond] = [remote, second];
  }
  return lastStart;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let timedSecond = NaN;
let lastTime = "";

/** `31/Jan/2026:12:00:00 +0100`, in local time; made once a second. */
function commonTime(second: number): string {
  if (second === timedSecond) return lastTime;
  const date = new Date(second * 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${
    two(Math.abs(offset) % 60)
  }`;
  timedSecond = second;
  lastTime = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}:${
    date.toTimeString().slice(0, 8)
  } ${zone}`;
  return lastTime;
}
