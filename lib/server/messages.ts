import type { LoginAttempt, Verdict } from "../auth/messages.ts";
import type { Config } from "../config/config.ts";
import type { Change } from "../live/change.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import type { ExhaustedResource } from "../gate/gate.ts";
import type { GateResources } from "../gate/gate_resources.ts";
import type { Certificate } from "../tls/certificate.ts";

/** The first message to a worker: listen, say "listening", and answer. */
export interface StartMessage {
  readonly kind: "start";
  readonly config: Config;
  readonly address: ListenAddress;
  /** Whether other workers listen on the same address. */
  readonly shared: boolean;
  /** Where to count; undefined when nobody wants to know. */
  readonly counters: SharedArrayBuffer | undefined;
  /** Undefined when there is no gate. */
  readonly gate: GateResources | undefined;
  /** Names this run of the server. */
  readonly run: string;
}

/** From the supervisor to a worker. */
export type ToWorker =
  | StartMessage
  /** Something that is served has changed: pages that listen are told. */
  | { readonly kind: "changed"; readonly change: Change }
  /** Answer by this configuration from now on, then say "configured". */
  | { readonly kind: "configure"; readonly config: Config }
  /** New connections get another certificate. */
  | { readonly kind: "certificate"; readonly certificate: Certificate }
  /** What became of a password. */
  | { readonly kind: "verdict"; readonly id: number; readonly verdict: Verdict }
  /** Stop accepting, finish what is in flight, then say "stopped". */
  | { readonly kind: "stop" };

/** From a worker to the supervisor. */
export type FromWorker =
  | { readonly kind: "listening" }
  | { readonly kind: "configured" }
  /** It can't listen, or can't go on. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Lines of the access log, in UTF-8. */
  | { readonly kind: "log"; readonly lines: Uint8Array }
  /** A line for the operator, without its "plinth: ". */
  | { readonly kind: "report"; readonly text: string }
  /** A Host name was refused; each is told about once. */
  | { readonly kind: "misdirected"; readonly name: string }
  /** A password is to be looked at; the answer has the same number. */
  | { readonly kind: "verify"; readonly id: number; readonly attempt: LoginAttempt }
  /** There was no place for a connection. */
  | { readonly kind: "full"; readonly why: ExhaustedResource }
  | { readonly kind: "stopped" };
