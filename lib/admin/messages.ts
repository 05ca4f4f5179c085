import type { ListenAddress } from "../util/listen_address.ts";
import { isId, isText, parseMessage, type Properties } from "../util/message_checks.ts";

/** Endpoints of the admin listener; each is a path without its slash. */
export const ADMIN_ENDPOINTS = ["healthz", "readyz", "metrics"] as const;

export type AdminEndpoint = typeof ADMIN_ENDPOINTS[number];

/** Reply of an endpoint. */
export interface AdminReply {
  readonly status: 200 | 503;
  readonly contentType: string;
  readonly text: string;
}

/** From the supervisor to the admin worker. */
export type ToAdmin =
  | { readonly kind: "start"; readonly address: ListenAddress }
  | { readonly kind: "reply"; readonly id: number; readonly reply: AdminReply };

/** From the admin worker to the supervisor. */
export type FromAdmin =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "request"; readonly id: number; readonly endpoint: AdminEndpoint };

/** Maximum length of a reason. */
const MAX_TEXT = 64 * 1024;

const CHECKS: Readonly<Record<FromAdmin["kind"], (message: Properties) => boolean>> = {
  listening: ({ port }) => Number.isInteger(port) && Number(port) > 0 && Number(port) <= 65_535,
  failed: ({ reason }) => isText(reason, MAX_TEXT),
  request: ({ id, endpoint }) =>
    isId(id) && ADMIN_ENDPOINTS.some((candidate) => candidate === endpoint),
};

/** Returns the admin worker's message; undefined if it is invalid. */
export function parseFromAdmin(data: unknown): FromAdmin | undefined {
  return parseMessage<FromAdmin>(data, CHECKS);
}
