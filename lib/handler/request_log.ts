import type { Counters } from "../metrics/counters.ts";
import type { Reply } from "../http/reply.ts";
import type { BodyEnd } from "../http/byte_source.ts";
import type { LogEntry } from "../log/access_log.ts";
import type { Peer } from "./request.ts";
import type { RequestHead } from "../http/request_head.ts";
import { unmapIPv4 } from "../util/ip.ts";
import { type AddressMatcher, NO_ADDRESS } from "../http/client_address.ts";

/** Receives what a request handler logs, counts and reports. */
export interface Observer {
  /** Called when the body of a response has ended; undefined if there is no log. */
  readonly log: ((entry: LogEntry) => void) | undefined;
  /** Whether the log contains durations: reading the clock twice is a good part of a line's cost. */
  readonly logsDurations: boolean;
  /** Counts requests; undefined if metrics are off. */
  readonly counters: Counters | undefined;
  /** Reports an error to the operator, on one line. */
  readonly report: (text: string) => void;
  /** Whether reports contain stack traces. */
  readonly debug: boolean;
  /** Matches the proxies whose forwarding fields are trusted; undefined for none. */
  readonly isTrusted?: AddressMatcher | undefined;
}

/** The record of a request in progress. */
export interface RequestRecord {
  /** The request's id in the access log; undefined if there is no log. */
  readonly id: string | undefined;
  /** Records the reply. @returns The function to call when its body ends. */
  replied(reply: Reply): BodyEnd;
}

const IGNORE: BodyEnd = () => {};
const NOTHING: RequestRecord = { id: undefined, replied: () => IGNORE };

/** Returns a function that begins the record of a request, with no more than the log and the metrics need. */
export function createRecorder(
  observer: Observer,
): (head: RequestHead, peer: Peer) => RequestRecord {
  const { log, counters } = observer;
  if (log !== undefined) return createLogRecorder(log, observer);
  if (counters !== undefined) return (head) => new Counted(counters, head.method);
  return () => NOTHING;
}

/** A request that is counted but not logged. */
class Counted implements RequestRecord {
  readonly id = undefined;
  readonly #start = performance.now();

  constructor(readonly counters: Counters, readonly method: string) {
    counters.begin();
  }

  replied({ status }: Reply): BodyEnd {
    return (bytes, complete) => {
      const seconds = (performance.now() - this.#start) / 1000;
      this.counters.end(this.method, status, bytes, complete, seconds);
    };
  }
}

/** Returns a function that begins the record of a request for the log. */
function createLogRecorder(
  log: (entry: LogEntry) => void,
  { counters, isTrusted, logsDurations }: Observer,
): (head: RequestHead, peer: Peer) => RequestRecord {
  const nextId = createIds();
  const context = { log, counters, nextId, isTimed: logsDurations || counters !== undefined };
  return (head, peer) => {
    counters?.begin();
    return new Logged(context, head, peer, forwardedId(head, peer, isTrusted));
  };
}

/** What all logged requests share. */
interface LogContext {
  readonly log: (entry: LogEntry) => void;
  readonly counters: Counters | undefined;
  readonly nextId: () => string;
  readonly isTimed: boolean;
}

/** Decodes a field as UTF-8 if possible: the runtime decodes fields as Latin-1. */
function decodeField(field: string | null): string | null {
  if (field === null || !/[\x80-\xff]/.test(field)) return field;
  const bytes = Uint8Array.from(field, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return field;
  }
}

/** A request that is logged. Its properties are read at once, because the runtime drops the request with its response. */
class Logged implements RequestRecord, LogEntry {
  readonly time = Date.now();
  readonly remote: string;
  readonly method: string;
  readonly target: string;
  readonly http2: boolean;
  readonly referer: string | null;
  readonly userAgent: string | null;
  status = 0;
  bytes = 0;
  complete = false;
  cache: LogEntry["cache"] = null;
  duration = 0;
  readonly #context: LogContext;
  readonly #start: number;
  #id: string | undefined;

  constructor(context: LogContext, head: RequestHead, peer: Peer, id: string | undefined) {
    this.#context = context;
    this.#start = context.isTimed ? performance.now() : 0;
    this.#id = id;
    this.remote = head.client;
    this.method = head.method;
    this.target = targetOf(head.url);
    this.http2 = peer.http2 ?? head.host === null;
    this.referer = decodeField(head.field("referer"));
    this.userAgent = decodeField(head.field("user-agent"));
  }

  /** Created on demand: most formats don't contain it. */
  get id(): string {
    return this.#id ??= this.#context.nextId();
  }

  replied(reply: Reply): BodyEnd {
    this.status = reply.status;
    this.cache = cacheOf(reply);
    return (bytes, complete) => {
      this.bytes = bytes;
      this.complete = complete;
      const { counters, log, isTimed } = this.#context;
      if (isTimed) this.duration = performance.now() - this.#start;
      counters?.end(this.method, this.status, bytes, complete, this.duration / 1000);
      log(this);
    };
  }
}

/** Returns a function that creates ids, unique across workers and restarts. */
function createIds(): () => string {
  const prefix = crypto.randomUUID().slice(0, 8);
  let count = 0;
  return () => `${prefix}-${++count}`;
}

/** Returns the request id from a trusted proxy, so that both logs can be correlated. */
function forwardedId(
  head: RequestHead,
  { remoteAddr }: Peer,
  isTrusted: Observer["isTrusted"],
): string | undefined {
  if (isTrusted === undefined) return undefined;
  const address = "hostname" in remoteAddr ? unmapIPv4(remoteAddr.hostname) : NO_ADDRESS;
  if (!isTrusted(address)) return undefined;
  const id = head.field("x-request-id");
  return id !== null && /^[\w.:+/=-]{1,128}$/.test(id) ? id : undefined;
}

/** Whether a file's content came from the cache; null for other replies. */
function cacheOf({ status, body }: Reply): LogEntry["cache"] {
  if (status !== 200 && status !== 206) return null;
  switch (body.kind) {
    case "bytes":
    case "text":
    case "stream":
      return body.fromMemory === true ? "hit" : "miss";
    case "none":
    case "omitted":
      return null;
  }
}

/** Returns the request target without scheme and authority. */
function targetOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : url.slice(start);
}
