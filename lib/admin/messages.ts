import type { ListenAddress } from "../util/listen_address.ts";

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
  | { readonly kind: "listening"; readonly address: ListenAddress }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "request"; readonly id: number; readonly endpoint: AdminEndpoint };
