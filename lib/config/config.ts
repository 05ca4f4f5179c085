import type { ETAG_KINDS, LOG_FORMATS } from "./values.ts";
import { UsageError } from "../util/errors.ts";
import type { Options } from "./options.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { resolve } from "../util/path.ts";
import type { AuthRule } from "../auth/guard.ts";
import type { CacheRule } from "../rules/cache_control.ts";
import { type GateConfig, gateConfig } from "./gate.ts";
import { type TlsConfig, tlsConfig } from "./tls.ts";
import type { HeaderRule, RedirectRule } from "../rules/rule.ts";

/** The formats of the access log. */
export type LogFormat = typeof LOG_FORMATS[number];

/** What a site is and how it is answered for. */
export interface SiteConfig {
  /** Absolute, with slashes; perhaps a link. */
  readonly root: string;
  readonly index: readonly string[];
  readonly listing: boolean;
  readonly hidden: boolean;
  readonly followSymlinks: boolean;
  /** Pages are told when files change. */
  readonly live: boolean;
  /** Segments of the URL path that stands before the root. */
  readonly basePath: readonly string[];
  /** Response fields to add: lower-case names and values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly cache: readonly CacheRule[];
  readonly etag: typeof ETAG_KINDS[number];
  readonly compress: boolean;
  readonly precompressed: boolean;
  /** Whether clients come by HTTPS. */
  readonly secure: boolean;
  /** The file that unknown paths without an extension get, as a path below the root; undefined for none. */
  readonly spa: string | undefined;
  readonly cleanUrls: boolean;
  /** Origins whose scripts may read responses; `*` for all. Undefined when CORS is off. */
  readonly cors: readonly string[] | undefined;
  /** The first one that matches counts. */
  readonly redirects: readonly RedirectRule[];
  /** All that match add up. */
  readonly headerRules: readonly HeaderRule[];
  /** Who may see what: the first that matches counts. */
  readonly auth: readonly AuthRule[];
  /** Of clean URLs, the paths that have them, as globs; all when undefined. */
  readonly cleanPaths?: readonly string[] | undefined;
  /** The folders that are listed, as globs; all when undefined. */
  readonly listedPaths?: readonly string[] | undefined;
  /** Names that listings leave out, as globs. */
  readonly unlisted?: readonly string[] | undefined;
  /** Whether pages and folders are at addresses with a final slash; as usual when undefined. */
  readonly trailingSlash?: boolean | undefined;
  /** Whether a folder with one file alone is that file. */
  readonly renderSingle?: boolean | undefined;
  /** By status, or `4xx` and `5xx`: the file that is the page, as a path below the root. */
  readonly errorPages: Readonly<Record<string, string>>;
  /** Files below the root that are for the server alone, by `withheldName`. */
  readonly denied?: ReadonlySet<string> | undefined;
  /** Host names that are answered to; empty for the default of the address. */
  readonly allowHost: readonly string[];
}

/** The part of a site's configuration that is made of rules. */
export type SiteRules = Pick<
  SiteConfig,
  | "redirects"
  | "headerRules"
  | "errorPages"
  | "auth"
  | "cleanPaths"
  | "listedPaths"
  | "unlisted"
  | "trailingSlash"
  | "renderSingle"
  | "denied"
>;

/** A site of its own for some host names. */
export interface HostConfig {
  /** In lower case, without a port. */
  readonly names: readonly string[];
  readonly site: SiteConfig;
}

/** What the server's run depends on beside its site. */
export interface Config {
  readonly site: SiteConfig;
  /** Sites that are served instead to requests for their names. */
  readonly hosts: readonly HostConfig[];
  /** A socket file to listen on, absolute, instead of hostname and port. */
  readonly socket: string | undefined;
  /** An address of this machine, without brackets; or a name of it. Empty with a socket file. */
  readonly hostname: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly workers: number;
  /** Undefined for plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** A port on which plain HTTP is redirected to HTTPS. */
  readonly httpsRedirect: number | undefined;
  /** Undefined when requests go straight to the runtime's server. */
  readonly gate: GateConfig | undefined;
  /** Networks whose word counts for where requests come from. */
  readonly trustProxy: readonly string[];
  /** In seconds. */
  readonly gracePeriod: number;
  /** Where health and metrics are told; undefined for nowhere. */
  readonly admin: ListenAddress | undefined;
  /** The file that the access log is written to; undefined for stdout. */
  readonly logFile: string | undefined;
  /** Undefined when nothing is logged. */
  readonly logFormat: LogFormat | undefined;
  /** Colours in the access log. */
  readonly colors: boolean;
  /** Whether a person reads what is reported. */
  readonly isInteractive: boolean;
  /** Colours in what is reported. */
  readonly reportColors: boolean;
  /** Show the address as a QR code. */
  readonly qr: boolean;
  /** Stack traces with errors. */
  readonly debug: boolean;
}

/** What the machine at hand says; found out once, at start. */
export interface Environment {
  /** The variables PORT, NO_COLOR and DEBUG, as far as they may be read. */
  readonly variables: Readonly<Record<"PORT" | "NO_COLOR" | "DEBUG", string | undefined>>;
  readonly cores: number;
  /** Whether several workers can share a port. */
  readonly portIsShareable: boolean;
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Whether stderr is one. */
  readonly isErrorTerminal: boolean;
}

const DEFAULT_PORT = 8000;
const MAX_DEFAULT_WORKERS = 8;

/**
 * Makes the configuration of a site.
 *
 * @param root The folder to serve, absolute.
 * @param rules Of the site's files and of the settings file.
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
    // A Cache-Control given as a header is meant for what is served, as `--cache` is.
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
 * Makes the configuration from options, with every default filled in.
 *
 * @param root The folder to serve, absolute.
 * @param rules Of the site's files and of the settings file.
 * @throws {UsageError} For options that exclude each other.
 */
export function createConfig(
  options: Options,
  root: string,
  environment: Environment,
  rules: Partial<SiteRules> = {},
  hosts: readonly HostConfig[] = [],
): Config {
  const { variables, cores, portIsShareable, isTerminal } = environment;
  // A file is for programs.
  const isForPeople = isTerminal && options.logFile === undefined;
  const wantedWorkers = options.workers ?? Math.min(Math.max(cores, 1), MAX_DEFAULT_WORKERS);
  const port = options.port ?? portFrom(variables.PORT) ?? DEFAULT_PORT;
  if (options.admin?.port === port && port !== 0) {
    throw new UsageError(`--admin can't be on port ${port} too`, "give it a port of its own");
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
    // A socket file can't be shared.
    workers: portIsShareable && socket === undefined ? wantedWorkers : 1,
    tls,
    httpsRedirect: options.httpsRedirect,
    gate: gateConfig(options),
    trustProxy: options.trustProxy,
    gracePeriod: options.gracePeriod,
    admin: options.admin,
    logFile: options.logFile,
    logFormat: options.quiet
      ? undefined
      : options.logFormat ?? (isForPeople ? "pretty" : "combined"),
    colors: isForPeople && !variables.NO_COLOR,
    isInteractive: environment.isErrorTerminal,
    reportColors: environment.isErrorTerminal && !variables.NO_COLOR,
    qr: options.qr,
    debug: /(?:^|,)plinth(?:,|$)/.test(variables.DEBUG ?? ""),
  });
}

/** @throws {UsageError} With TLS, which a socket file is not for. */
function socketPath({ bind, tlsCert, tlsSelfSigned }: Options): string | undefined {
  if (!bind.startsWith("unix:")) return undefined;
  if (tlsCert !== undefined || tlsSelfSigned) {
    throw new UsageError("there is no HTTPS on a socket file", "let the proxy before it do that");
  }
  return resolve(bind.slice("unix:".length));
}

/** A PORT that is no port is not Plinth's business: other programs have that variable too. */
function portFrom(variable: string | undefined): number | undefined {
  const port = Number(variable);
  return /^\d+$/.test(variable ?? "") && port <= 65535 ? port : undefined;
}
