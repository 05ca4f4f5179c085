import type { LoginAttempt, Verdict } from "../auth/messages.ts";
import type { Config } from "../config/config.ts";
import type { Change } from "../live/change.ts";
import type { ListenAddress } from "../config/permissions.ts";
import type { Shortage } from "../gate/gate.ts";
import type { Certificate } from "../tls/certificate.ts";

/** What a worker's gate needs beside the configuration. */
export interface GateSetup {
  /** Free ports on loopback: the server behind the gate listens on one of them. */
  readonly innerPorts: readonly number[];
  /** Where the connections of all workers are counted. */
  readonly connectionCounts: SharedArrayBuffer;
  /** The worker's own row in it. */
  readonly row: number;
  /** The same for all workers, and nobody else knows it. */
  readonly salt: number;
  /** Undefined for plain HTTP. */
  readonly certificate: Certificate | undefined;
  /** Where plain HTTP is redirected to HTTPS. */
  readonly redirectAddress: ListenAddress | undefined;
}

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
  readonly gate: GateSetup | undefined;
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
  | { readonly kind: "full"; readonly why: Shortage }
  | { readonly kind: "stopped" };
