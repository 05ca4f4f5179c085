import type { AuthRule } from "../auth/guard.ts";
import type { CacheRule } from "../rules/cache_control.ts";
import type { HeaderRule, RedirectRule } from "../rules/rule.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import type { GateConfig } from "./gate.ts";
import type { TlsConfig } from "./tls.ts";
import type { ETAG_KINDS, LOG_FORMATS } from "./values.ts";

/** Format of the access log. */
export type LogFormat = typeof LOG_FORMATS[number];

/** The part of a site's configuration that comes from rules. */
export interface SiteRules {
  /** The first match applies. */
  readonly redirects: readonly RedirectRule[];
  /** All matches apply, in order. */
  readonly headerRules: readonly HeaderRule[];
  /** Access rules; the first match applies. */
  readonly auth: readonly AuthRule[];
  /** Globs of the paths with clean URLs; all paths if undefined. */
  readonly cleanPaths?: readonly string[] | undefined;
  /** Globs of the folders that are listed; all folders if undefined. */
  readonly listedPaths?: readonly string[] | undefined;
  /** Globs of the names that listings omit. */
  readonly unlisted?: readonly string[] | undefined;
  /** Whether the paths of all pages and folders end with a slash, or none do; undefined for the default paths. */
  readonly trailingSlash?: boolean | undefined;
  /** Whether the path of a folder that contains only one file serves that file. */
  readonly renderSingle?: boolean | undefined;
  /** Paths below the root of error pages, by status or `4xx` and `5xx`. */
  readonly errorPages: Readonly<Record<string, string>>;
  /** Keys, from `deniedKey`, of files below the root that are never served. */
  readonly denied?: ReadonlySet<string> | undefined;
}

/** Configuration of one site. */
export interface SiteConfig extends SiteRules {
  /** Absolute path with slashes; may be a symbolic link. */
  readonly root: string;
  readonly index: readonly string[];
  readonly listing: boolean;
  readonly hidden: boolean;
  readonly followSymlinks: boolean;
  /** Whether pages reload in the browser when files change. */
  readonly live: boolean;
  /** Segments of the URL path that the site is served under. */
  readonly basePath: readonly string[];
  /** Response fields to add: names in lower case, and values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly cache: readonly CacheRule[];
  readonly etag: typeof ETAG_KINDS[number];
  readonly compress: boolean;
  readonly precompressed: boolean;
  /** Whether clients connect with HTTPS. */
  readonly secure: boolean;
  /** Path below the root of the file for unknown paths without an extension; undefined for none. */
  readonly spa: string | undefined;
  readonly cleanUrls: boolean;
  /** Origins whose scripts may read responses, or `*`. Undefined if CORS is off. */
  readonly cors: readonly string[] | undefined;
  /** Host names to accept; empty for the default of the address. */
  readonly allowHost: readonly string[];
}

/** A site that is served for some host names. */
export interface HostConfig {
  /** In lower case, without a port. */
  readonly names: readonly string[];
  readonly site: SiteConfig;
}

/** Configuration of the server. */
export interface Config {
  readonly site: SiteConfig;
  /** Sites for requests with their host names, instead of `site`. */
  readonly hosts: readonly HostConfig[];
  /** Absolute path of the Unix socket to listen on, instead of hostname and port. */
  readonly socket: string | undefined;
  /** Local address without brackets, or a host name. Empty with a Unix socket. */
  readonly hostname: string;
  /** 0 for a free port. */
  readonly port: number;
  readonly workers: number;
  /** Undefined for plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** Port on which plain HTTP is redirected to HTTPS. */
  readonly httpsRedirect: number | undefined;
  /** Undefined if connections go directly to Deno's HTTP server. */
  readonly gate: GateConfig | undefined;
  /** Networks of proxies whose forwarding headers are trusted. */
  readonly trustProxy: readonly string[];
  /** In seconds. */
  readonly gracePeriod: number;
  /** Address of the admin listener (health, metrics); undefined for none. */
  readonly admin: ListenAddress | undefined;
  /** Path of the access log; undefined for stdout. */
  readonly logFile: string | undefined;
  /** Undefined if there is no access log. */
  readonly logFormat: LogFormat | undefined;
  /** Whether the access log has colours. */
  readonly colors: boolean;
  /** Whether stderr is a terminal. */
  readonly isInteractive: boolean;
  /** Whether messages on stderr have colours. */
  readonly reportColors: boolean;
  /** Whether to print a QR code of the address. */
  readonly qr: boolean;
  /** Whether errors are reported with stack traces. */
  readonly debug: boolean;
}

/** Properties of the process and the machine, read once at startup. */
export interface Environment {
  /** The variables PORT, NO_COLOR and DEBUG; undefined if unset or not readable. */
  readonly variables: Readonly<Record<"PORT" | "NO_COLOR" | "DEBUG", string | undefined>>;
  readonly cores: number;
  /** Whether several workers can share a port. */
  readonly portIsShareable: boolean;
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Whether stderr is a terminal. */
  readonly isErrorTerminal: boolean;
}
