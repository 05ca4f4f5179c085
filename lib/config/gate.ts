import type { Options } from "./options.ts";
import { UsageError } from "../util/errors.ts";
import { isLoopbackAddress } from "../util/ip.ts";

/** What the connection gate holds clients to. Infinity stands for no limit; times are in seconds. */
export interface GateConfig {
  readonly maxConnections: number;
  readonly maxPerAddress: number;
  /** For a request's head, from accepting the connection or from the head's first byte. */
  readonly headerTimeout: number;
  /** Between requests. */
  readonly idleTimeout: number;
  /** Without the client taking anything while it is being answered. */
  readonly writeTimeout: number;
}

/** What holds where nothing else is said. */
const DEFAULTS: GateConfig = {
  maxConnections: 4096,
  maxPerAddress: 256,
  headerTimeout: 10,
  idleTimeout: 60,
  writeTimeout: 60,
};

/**
 * Whether a gate stands before the server, and its limits: on addresses that others can reach and with TLS,
 * and wherever one of its options is given.
 *
 * @returns Undefined for no gate.
 * @throws {UsageError} When there has to be one, and is not to be one.
 */
export function gateConfig(options: Options): GateConfig | undefined {
  const { maxConnections, maxConnectionsPerAddress, headerTimeout, idleTimeout, writeTimeout } =
    options;
  const given = [
    maxConnections,
    maxConnectionsPerAddress,
    headerTimeout,
    idleTimeout,
    writeTimeout,
  ].some((value) => value !== undefined);
  const secure = options.tlsCert !== undefined || options.tlsSelfSigned;
  if (options.noGate) {
    if (secure || given) {
      const other = secure ? "TLS" : "limits for connections";
      throw new UsageError(`--no-gate does not go with ${other}`, "leave one of them out");
    }
    return undefined;
  }
  const isPrivate = options.bind.startsWith("unix:") || isLoopbackAddress(options.bind);
  if (!given && !secure && isPrivate) return undefined;
  return Object.freeze({
    maxConnections: limit(maxConnections, DEFAULTS.maxConnections),
    maxPerAddress: limit(maxConnectionsPerAddress, DEFAULTS.maxPerAddress),
    headerTimeout: limit(headerTimeout, DEFAULTS.headerTimeout),
    idleTimeout: limit(idleTimeout, DEFAULTS.idleTimeout),
    writeTimeout: limit(writeTimeout, DEFAULTS.writeTimeout),
  });
}

function limit(given: number | undefined, initial: number): number {
  const value = given ?? initial;
  return value === 0 ? Infinity : value;
}
