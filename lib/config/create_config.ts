import { resolve } from "../util/path.ts";
import { UsageError } from "../util/errors.ts";
import type { Config, Environment, HostConfig, SiteConfig, SiteRules } from "./config.ts";
import { gateConfig } from "./gate.ts";
import type { Options } from "./options.ts";
import { tlsConfig } from "./tls.ts";

const DEFAULT_PORT = 8000;
const MAX_DEFAULT_WORKERS = 8;

/**
 * Creates the configuration of a site.
 *
 * @param root Absolute path of the folder to serve.
 * @param rules Rules from the site's own files and the settings file.
 */
export function createSiteConfig(
  options: Options,
  root: string,
  rules: Partial<SiteRules> = {},
): SiteConfig {
  return Object.freeze({
    root: root.replaceAll("\\", Deno.build.os === "windows" ? "/" : "\\"),
    index: options.index,
    listing: !options.noListing,
    hidden: options.hidden,
    followSymlinks: options.followSymlinks,
    live: options.live,
    basePath: options.basePath,
    headers: options.header.filter(([name]) => name !== "cache-control"),
    // `--header Cache-Control` means the same as `--cache`.
    cache: [
      ...options.header.flatMap(([name, value]) => name === "cache-control" ? [{ value }] : []),
      ...options.cache,
    ],
    etag: options.etag,
    compress: !options.noCompress,
    precompressed: !options.noPrecompressed,
    secure: tlsConfig(options) !== undefined,
    spa: options.spa,
    cleanUrls: options.cleanUrls,
    cors: options.cors,
    redirects: [],
    headerRules: [],
    errorPages: {},
    auth: [],
    ...rules,
    allowHost: options.allowHost,
  });
}

/**
 * Creates the configuration of the server from options and environment.
 *
 * @param root Absolute path of the folder to serve.
 * @param rules Rules from the site's own files and the settings file.
 * @throws {UsageError} For options that conflict with each other.
 */
export function createConfig(
  options: Options,
  root: string,
  environment: Environment,
  rules: Partial<SiteRules> = {},
  hosts: readonly HostConfig[] = [],
): Config {
  const { variables, cores, portIsShareable, isTerminal } = environment;
  const logIsForPeople = isTerminal && options.logFile === undefined;
  const workers = options.workers ?? Math.min(Math.max(cores, 1), MAX_DEFAULT_WORKERS);
  const port = options.port ?? portFrom(variables.PORT) ?? DEFAULT_PORT;
  if (options.admin?.port === port && port !== 0) {
    throw new UsageError(
      `--admin can't use port ${port}, which serves the site`,
      "choose another port",
    );
  }
  const socket = socketPath(options);
  const tls = tlsConfig(options);
  const site = createSiteConfig(options, root, rules);
  return Object.freeze({
    site,
    hosts,
    socket,
    hostname: socket === undefined ? options.bind : "",
    port,
    // Only one worker can listen on a Unix socket.
    workers: portIsShareable && socket === undefined ? workers : 1,
    tls,
    httpsRedirect: options.httpsRedirect,
    gate: gateConfig(options),
    trustProxy: options.trustProxy,
    gracePeriod: options.gracePeriod,
    admin: options.admin,
    logFile: options.logFile,
    logFormat: options.quiet
      ? undefined
      : options.logFormat ?? (logIsForPeople ? "pretty" : "combined"),
    colors: logIsForPeople && !variables.NO_COLOR,
    isInteractive: environment.isErrorTerminal,
    reportColors: environment.isErrorTerminal && !variables.NO_COLOR,
    qr: options.qr,
    debug: /(?:^|,)plinth(?:,|$)/.test(variables.DEBUG ?? ""),
  });
}

/** @throws {UsageError} If TLS is combined with a Unix socket. */
function socketPath({ bind, tlsCert, tlsSelfSigned }: Options): string | undefined {
  if (!bind.startsWith("unix:")) return undefined;
  if (tlsCert !== undefined || tlsSelfSigned) {
    throw new UsageError("HTTPS is not available on a Unix socket", "terminate TLS in the proxy");
  }
  return resolve(bind.slice("unix:".length));
}

/** Returns the port in PORT; undefined if the value is not a port, because other programs use the variable too. */
function portFrom(variable: string | undefined): number | undefined {
  const port = Number(variable);
  return /^\d+$/.test(variable ?? "") && port <= 65535 ? port : undefined;
}
