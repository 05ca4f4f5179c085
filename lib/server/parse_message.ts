import { isLoginAttempt } from "../auth/messages.ts";
import type { ExhaustedResource } from "../gate/gate.ts";
import {
  isBytes,
  isId,
  isRecord,
  isText,
  parseMessage,
  type Properties,
} from "../util/message_checks.ts";
import type { FromWorker } from "./messages.ts";

/** Maximum length of a text: a stack trace has some kilobytes. */
const MAX_TEXT = 64 * 1024;

/** Maximum size of log lines. The longest line, all of it escaped, has less than a mebibyte. */
const MAX_LINES = 4 * 1024 * 1024;

const RESOURCES: Readonly<Record<ExhaustedResource, true>> = {
  connections: true,
  descriptors: true,
};

const CHECKS: Readonly<Record<FromWorker["kind"], (message: Properties) => boolean>> = {
  listening: () => true,
  configured: () => true,
  stopped: () => true,
  failed: ({ reason }) => isText(reason, MAX_TEXT),
  log: ({ lines }) => isBytes(lines, MAX_LINES),
  report: ({ text }) => isText(text, MAX_TEXT),
  misdirected: ({ name }) => isText(name, MAX_TEXT),
  verify: ({ id, attempt }) => isId(id) && isRecord(attempt) && isLoginAttempt(attempt),
  full: ({ why }) => typeof why === "string" && Object.hasOwn(RESOURCES, why),
};

/** Returns a server worker's message; undefined if it is invalid, which means that the worker is broken. */
export function parseFromWorker(data: unknown): FromWorker | undefined {
  return parseMessage<FromWorker>(data, CHECKS);
}
