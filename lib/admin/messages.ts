import type { ListenAddress } from "../util/listen_address.ts";

/** What the admin listener can be asked; each is a path. */
export const QUESTIONS = ["healthz", "readyz", "metrics"] as const;

export type Question = typeof QUESTIONS[number];

/** An answer to one of them. */
export interface Reply {
  readonly status: 200 | 503;
  readonly contentType: string;
  readonly text: string;
}

/** From the supervisor to the admin worker. */
export type ToAdmin =
  | { readonly kind: "start"; readonly address: ListenAddress }
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply };

/** From the admin worker to the supervisor. */
export type FromAdmin =
  | { readonly kind: "listening"; readonly address: ListenAddress }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question };
