import type { LoginAttempt, Verdict } from "../auth/messages.ts";
import type { Config } from "../config/config.ts";
import type { Change } from "../live/change.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import type { ExhaustedResource } from "../gate/gate.ts";
import type { GateResources } from "../gate/gate_resources.ts";
import type { Certificate } from "../tls/certificate.ts";

/** First message to a worker: it listens, sends "listening", and serves. */
export interface StartMessage {
  readonly kind: "start";
  readonly config: Config;
  readonly address: ListenAddress;
  /** Whether other workers listen on the same address. */
  readonly shared: boolean;
  /** Memory of the worker's counters; undefined if metrics are off. */
  readonly counters: SharedArrayBuffer | undefined;
  /** Undefined without a gate. */
  readonly gate: GateResources | undefined;
  /** Identifies this run of the server. */
  readonly run: string;
}

/** From the supervisor to a worker. */
export type ToWorker =
  | StartMessage
  /** A served file has changed: pages that are connected for live reload are notified. */
  | { readonly kind: "changed"; readonly change: Change }
  /** Use this configuration, then send "configured". */
  | { readonly kind: "configure"; readonly config: Config }
  /** Use this certificate for new connections. */
  | { readonly kind: "certificate"; readonly certificate: Certificate }
  /** Result of the login attempt with this id. */
  | { readonly kind: "verdict"; readonly id: number; readonly verdict: Verdict }
  /** Stop accepting, finish the requests in flight, then send "stopped". */
  | { readonly kind: "stop" };

/** From a worker to the supervisor. */
export type FromWorker =
  | { readonly kind: "listening" }
  | { readonly kind: "configured" }
  /** The worker can't listen or can't continue. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Lines of the access log, in UTF-8. */
  | { readonly kind: "log"; readonly lines: Uint8Array }
  /** A line for the operator, without the prefix "plinth: ". */
  | { readonly kind: "report"; readonly text: string }
  /** A Host name was rejected; a worker reports each name once. */
  | { readonly kind: "misdirected"; readonly name: string }
  /** A password to verify; the reply has the same id. */
  | { readonly kind: "verify"; readonly id: number; readonly attempt: LoginAttempt }
  /** Connections were closed to make room for others. */
  | { readonly kind: "full"; readonly why: ExhaustedResource }
  | { readonly kind: "stopped" };
