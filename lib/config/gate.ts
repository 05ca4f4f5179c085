import type { Options } from "./options.ts";
import { UsageError } from "../util/errors.ts";
import { isLoopbackAddress } from "../util/ip.ts";

/** Limits of the connection gate. Infinity means no limit; times are in seconds. */
export interface GateConfig {
  readonly maxConnections: number;
  readonly maxPerAddress: number;
  /** Time to receive a request's header, from accepting the connection or from the header's first byte. */
  readonly headerTimeout: number;
  /** Maximum time between requests. */
  readonly idleTimeout: number;
  /** Maximum time in which a client reads nothing of a response. */
  readonly writeTimeout: number;
}

/** Limits for options that are not given. */
const DEFAULTS: GateConfig = {
  maxConnections: 4096,
  maxPerAddress: 256,
  headerTimeout: 10,
  idleTimeout: 60,
  writeTimeout: 60,
};

/**
 * Returns the limits of the gate. The gate is on for addresses that other machines can reach, with TLS, and if one of
 * its options is given.
 *
 * @returns Undefined if the gate is off.
 * @throws {UsageError} If `--no-gate` is given with an option that needs the gate.
 */
export function gateConfig(options: Options): GateConfig | undefined {
  const { maxConnections, headerTimeout, idleTimeout, writeTimeout } = options;
  const maxPerAddress = options.maxConnectionsPerAddress;
  const limits = { maxConnections, maxPerAddress, headerTimeout, idleTimeout, writeTimeout };
  const given = Object.values(limits).some((value) => value !== undefined);
  const secure = options.tlsCert !== undefined || options.tlsSelfSigned;
  if (options.noGate) {
    if (secure || given) {
      const other = secure ? "TLS" : "connection limits";
      throw new UsageError(`--no-gate can't be combined with ${other}`, "remove one of them");
    }
    return undefined;
  }
  const isPrivate = options.bind.startsWith("unix:") || isLoopbackAddress(options.bind);
  if (!given && !secure && isPrivate) return undefined;
  const limit = (name: keyof GateConfig) => (limits[name] ?? DEFAULTS[name]) || Infinity;
  return Object.freeze({
    maxConnections: limit("maxConnections"),
    maxPerAddress: limit("maxPerAddress"),
    headerTimeout: limit("headerTimeout"),
    idleTimeout: limit("idleTimeout"),
    writeTimeout: limit("writeTimeout"),
  });
}
