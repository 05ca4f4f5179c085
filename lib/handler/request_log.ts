import type { Counters } from "../metrics/counters.ts";
import type { Reply } from "../http/reply.ts";
import type { BodyEnd } from "../http/byte_source.ts";
import type { LogEntry } from "../log/access_log.ts";
import type { Peer } from "./request.ts";
import type { RequestHead } from "../http/request_head.ts";
import { unmapIPv4 } from "../util/ip.ts";
import { type AddressMatcher, NO_ADDRESS } from "../http/client_address.ts";

/** Where a request handler tells what happened. */
export interface Observer {
  /** A request was answered, and its body has ended; undefined when nobody wants to know. */
  readonly log: ((entry: LogEntry) => void) | undefined;
  /** Whether the log tells durations: two looks at the clock are a good part of what a line costs. */
  readonly logsDurations: boolean;
  /** Counts requests; undefined when nobody wants to know. */
  readonly counters: Counters | undefined;
  /** Something for the operator, on one line. */
  readonly report: (text: string) => void;
  /** Stack traces in reports. */
  readonly debug: boolean;
  /** Whose word counts for where a request comes from; undefined for nobody's. */
  readonly isTrusted?: AddressMatcher | undefined;
}

/** What is written down of a request while it is answered. */
export interface RequestRecord {
  /** What the access log calls the request; undefined when there is none. */
  readonly id: string | undefined;
  /** Makes, when the answer is decided, what is told how its body ended. */
  answered(answer: Reply): BodyEnd;
}

const IGNORE: BodyEnd = () => {};
const NOTHING: RequestRecord = { id: undefined, answered: () => IGNORE };

/** Makes the function that begins a record of each request, for the log and the metrics; as little as is wanted. */
export function createRecorder(
  observer: Observer,
): (head: RequestHead, peer: Peer) => RequestRecord {
  const { log, counters } = observer;
  if (log !== undefined) return createLogRecorder(log, observer);
  if (counters !== undefined) return (head) => new Counted(counters, head.method);
  return () => NOTHING;
}

/** A request that is counted. */
class Counted implements RequestRecord {
  readonly id = undefined;
  readonly #start = performance.now();

  constructor(readonly counters: Counters, readonly method: string) {
    counters.begin();
  }

  answered({ status }: Reply): BodyEnd {
    return (bytes, complete) => {
      const seconds = (performance.now() - this.#start) / 1000;
      this.counters.end(this.method, status, bytes, complete, seconds);
    };
  }
}

/** Makes the function that begins a record for the log. */
function createLogRecorder(
  log: (entry: LogEntry) => void,
  { counters, isTrusted, logsDurations }: Observer,
): (head: RequestHead, peer: Peer) => RequestRecord {
  const nextId = createIds();
  const telling = { log, counters, nextId, isTimed: logsDurations || counters !== undefined };
  return (head, peer) => {
    counters?.begin();
    return new Logged(telling, head, peer, givenId(head, peer, isTrusted));
  };
}

/** Whom to tell of a request, and how. */
interface Telling {
  readonly log: (entry: LogEntry) => void;
  readonly counters: Counters | undefined;
  readonly nextId: () => string;
  readonly isTimed: boolean;
}

/** A field's bytes, which the runtime gives as Latin-1, are UTF-8 as a rule; they stay as they are where they are not. */
function textOf(field: string | null): string | null {
  if (field === null || !/[\x80-\xff]/.test(field)) return field;
  const bytes = Uint8Array.from(field, (char) => char.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return field;
  }
}

/** A request that is logged. The runtime forgets it when its response has ended, so it is described before. */
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
  readonly #telling: Telling;
  readonly #start: number;
  #id: string | undefined;

  constructor(telling: Telling, head: RequestHead, peer: Peer, id: string | undefined) {
    this.#telling = telling;
    this.#start = telling.isTimed ? performance.now() : 0;
    this.#id = id;
    this.remote = head.client;
    this.method = head.method;
    this.target = targetOf(head.url);
    this.http2 = peer.http2 ?? head.host === null;
    this.referer = textOf(head.field("referer"));
    this.userAgent = textOf(head.field("user-agent"));
  }

  /** Made when it is asked for: most formats do not tell it. */
  get id(): string {
    return this.#id ??= this.#telling.nextId();
  }

  answered(answer: Reply): BodyEnd {
    this.status = answer.status;
    this.cache = cacheOf(answer);
    return (bytes, complete) => {
      this.bytes = bytes;
      this.complete = complete;
      const { counters, log, isTimed } = this.#telling;
      if (isTimed) this.duration = performance.now() - this.#start;
      counters?.end(this.method, this.status, bytes, complete, this.duration / 1000);
      log(this);
    };
  }
}

/** Makes the function that gives each request a name of its own, among those of all workers and all runs. */
function createIds(): () => string {
  const prefix = crypto.randomUUID().slice(0, 8);
  let count = 0;
  return () => `${prefix}-${++count}`;
}

/** What a trusted proxy calls the request, so that its log and this one can be laid side by side. */
function givenId(
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

/** What a content cost; a generated page is no content of a file. */
function cacheOf({ status, body }: Reply): LogEntry["cache"] {
  if (status !== 200 && status !== 206) return null;
  switch (body.kind) {
    case "bytes":
    case "text":
      return body.fromMemory === true ? "hit" : "miss";
    case "stream":
      return "miss";
    case "none":
    case "omitted":
      return null;
  }
}

/** The target as it was sent: an absolute-form one shows its authority no more. */
function targetOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : url.slice(start);
}
