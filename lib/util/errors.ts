import { printable } from "./text.ts";

/** A problem that the operator can fix. */
class AdvisedError extends Error {
  /** @param advice How to fix the problem; shown in parentheses after it. */
  constructor(problem: string, readonly advice: string) {
    super(problem);
  }
}

/** A mistake in the command line or the configuration: the process exits with status 2. */
export class UsageError extends AdvisedError {
  override readonly name = "UsageError";
}

/** The reason why the server can't start or keep running: the process exits with status 1. */
export class StartError extends AdvisedError {
  override readonly name = "StartError";
}

/** Reports whether the process (EMFILE) or the system (ENFILE) has run out of file descriptors. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "EMFILE" || code === "ENFILE" || /too many open files/i.test(String(message));
}

/**
 * Returns the report line for a request that failed with an unexpected error.
 *
 * @param id The request's id in the access log.
 */
export function describeFault(error: unknown, debug: boolean, id?: string): string {
  const advice = debug ? "" : " (set DEBUG=plinth to see more)";
  const request = id === undefined ? "a request" : `request ${id}`;
  return `${request} failed: ${describeError(error, debug)}${advice}`;
}

/** Returns the error's message on one line, or its stack trace if `debug` is set. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return printable(`${error}`);
  if (debug && error.stack !== undefined) return error.stack;
  return printable(error.message);
}

/** Fails a response body that makes room for others. It is no fault, so it is not reported for each body. */
export class BodyEvicted extends Error {
  override name = "BodyEvicted";
}
