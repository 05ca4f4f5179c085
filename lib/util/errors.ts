import { printable } from "./text.ts";

/** Whether this process, or the machine, has as many files and connections open as it may. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "EMFILE" || code === "ENFILE" || /too many open files/i.test(String(message));
}

/** What a failed request's line for the operator says. @param id The request's in the access log. */
export function describeFault(error: unknown, debug: boolean, id?: string): string {
  const advice = debug ? "" : " (set DEBUG=plinth to see more)";
  return `${id === undefined ? "a request" : `request ${id}`} failed: ${
    describeError(error, debug)
  }${advice}`;
}

/** Says what went wrong, on one line unless stack traces are wanted. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return printable(`${error}`);
  if (debug && error.stack !== undefined) return error.stack;
  return printable(error.message);
}
