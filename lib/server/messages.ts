import type { Config } from "../config/config.ts";
import type { Address } from "../config/permissions.ts";

/** From the supervisor to a worker. */
export type ToWorker =
  | {
    readonly kind: "start";
    readonly config: Config;
    readonly address: Address;
    /** Whether other workers listen on the same address. */
    readonly shared: boolean;
    /** Where to count; undefined when nobody wants to know. */
    readonly tally: SharedArrayBuffer | undefined;
  }
  /** Answer by this configuration from now on, then say "configured". */
  | { readonly kind: "configure"; readonly config: Config }
  /** Stop accepting, finish what is in flight, then say "stopped". */
  | { readonly kind: "stop" };

/** From a worker to the supervisor. */
export type FromWorker =
  | { readonly kind: "listening" }
  | { readonly kind: "configured" }
  /** It can't listen, or can't go on. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Lines of the access log. */
  | { readonly kind: "log"; readonly text: string }
  /** A line for the operator, without its "plinth: ". */
  | { readonly kind: "report"; readonly text: string }
  /** A Host name was refused; each is told about once. */
  | { readonly kind: "misdirected"; readonly name: string }
  | { readonly kind: "stopped" };
