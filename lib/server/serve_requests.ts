import type { Answer } from "../http/answer.ts";
import type { BodyEnd } from "../http/byte_source.ts";
import { buildResponse } from "../http/response.ts";
import { printable } from "../site/escape.ts";
import { errorAnswer } from "../site/error_page.ts";
import type { LogEntry } from "./access_log.ts";
import { answer } from "./handler.ts";
import { type RequestHead, RuntimeRequestHead } from "./request.ts";
import type { Site } from "./site.ts";

/** Where a request handler tells what happened. */
export interface Observer {
  /** A request was answered, and its body has ended; undefined when nobody wants to know. */
  readonly log: ((entry: LogEntry) => void) | undefined;
  /** Something for the operator, on one line. */
  readonly report: (text: string) => void;
  /** Stack traces in reports. */
  readonly debug: boolean;
}

/** Who sent a request. */
export interface Peer {
  readonly remoteAddr: Deno.Addr;
}

/** Makes the function that `Deno.serve` calls: answers a request, and logs it when its body has ended. */
export function createRequestHandler(
  site: Site,
  observer: Observer,
): (request: Request, peer: Peer) => Response | Promise<Response> {
  function respond(decided: Answer, head: RequestHead, onEnd: BodyEnd): Response {
    return buildResponse(decided, head.method, site.fields, onEnd);
  }
  function fail(error: unknown, head: RequestHead, log: Log): Response {
    observer.report(describeFault(error, observer.debug));
    const decided = faultAnswer(error);
    return respond(decided, head, log(decided.status));
  }
  return function handle(request, peer) {
    const head = new RuntimeRequestHead(request);
    const log = observer.log === undefined ? LOG_NOTHING : logger(observer.log, head, peer);
    try {
      const decided = answer(site, head);
      if (!(decided instanceof Promise)) return respond(decided, head, log(decided.status));
      return decided.then((made) => respond(made, head, log(made.status)))
        .catch((error) => fail(error, head, log));
    } catch (error) {
      return fail(error, head, log);
    }
  };
}

/** Makes, when the status is decided, what is told how the body ended. */
type Log = (status: number) => BodyEnd;

const IGNORE: BodyEnd = () => {};
const LOG_NOTHING: Log = () => IGNORE;

/** The runtime forgets the request when its response has ended, so it is described before. */
function logger(log: (entry: LogEntry) => void, head: RequestHead, peer: Peer): Log {
  const start = performance.now();
  const description = describe(head, peer);
  return (status) => (bytes, complete) => {
    log({ ...description, status, bytes, complete, duration: performance.now() - start });
  };
}

/** The one place where a fault becomes a status: being out of descriptors is passing, all else is not. */
function faultAnswer(error: unknown): Answer {
  return isOutOfDescriptors(error)
    ? errorAnswer(503, "text", { fields: { "retry-after": "1" } })
    : errorAnswer(500, "text");
}

/** Whether this process, or the machine, has as many files and connections open as it may. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "EMFILE" || code === "ENFILE" || /too many open files/i.test(String(message));
}

/** What a failed request's line for the operator says. */
export function describeFault(error: unknown, debug: boolean): string {
  const advice = debug ? "" : " (set DEBUG=plinth to see more)";
  return `a request failed: ${describeError(error, debug)}${advice}`;
}

/** Says what went wrong, on one line unless stack traces are wanted. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return printable(`${error}`);
  if (debug && error.stack !== undefined) return error.stack;
  return printable(error.message);
}

function describe(
  head: RequestHead,
  peer: Peer,
): Omit<LogEntry, "status" | "bytes" | "complete" | "duration"> {
  const { remoteAddr } = peer;
  return {
    time: Date.now(),
    remote: "hostname" in remoteAddr ? remoteAddr.hostname : "-",
    method: head.method,
    target: targetOf(head.url),
    http2: head.field("host") === null,
    referer: head.field("referer"),
    userAgent: head.field("user-agent"),
  };
}

/** The target as it was sent: an absolute-form one shows its authority no more. */
function targetOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start < 0 ? "/" : url.slice(start);
}
