import { readUser, type User } from "../auth/users.ts";
import {
  readAddress,
  readAddressAndPort,
  readHosts,
  readNetworks,
  readOrigins,
} from "./network_values.ts";
import {
  ETAG_KINDS,
  LOG_FORMATS,
  readBasePath,
  readCacheRule,
  readChoice,
  type Reader,
  readInteger,
  readNames,
  readSeconds,
  readSitePath,
  readText,
  type Shell,
  SHELLS,
} from "./values.ts";
import { readHeader } from "../http/field.ts";

/** A command-line option. */
export interface OptionSpec<T> {
  /** The long name, without dashes. */
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
  /** Placeholder for the value in the help; options without one are switches. */
  readonly placeholder?: string;
  /** Value of a bare `--name`. Other values then need `--name=VALUE`; the placeholder has brackets. */
  readonly impliedValue?: string;
  /** Whether the option may be repeated; each use adds a value. */
  readonly repeatable?: boolean;
  readonly group: typeof GROUPS[number];
  readonly help: string;
  /** Whether `--help` describes the option on a line, instead of only naming it. */
  readonly isCommon?: boolean;
  /** Value when the option is not given; undefined if it is determined at startup. */
  readonly defaultValue: T;
  /** The default as the help shows it; omitted when it needs no mention. */
  readonly defaultText?: string;
  /** Parses one value. */
  readonly read?: Reader<unknown>;
  /** Whether the value is a local path; the settings file resolves it against its own folder. */
  readonly isPath?: boolean;
  /** Whether the settings file can't contain the option. */
  readonly isCommandLineOnly?: boolean;
}

/** Groups of options, in the order of the help. */
export const GROUPS = ["Files", "Network", "HTTP", "TLS", "Connections", "Output"] as const;

/**
 * All options by their names in camelCase. Parsing, help, defaults and the settings file's schema are derived from
 * this table.
 */
export const OPTIONS = {
  directory: spec<string | undefined>({
    name: "directory",
    short: "d",
    aliases: ["root"],
    placeholder: "DIR",
    group: "Files",
    help: "folder to serve, same as DIR",
    isCommon: true,
    defaultValue: undefined,
    defaultText: "the built-in site",
    read: readText,
    isPath: true,
  }),
  config: spec<string | undefined>({
    name: "config",
    short: "c",
    placeholder: "FILE",
    group: "Files",
    help: "read settings from FILE (plinth.json or serve.json)",
    defaultValue: undefined,
    read: readText,
    isCommandLineOnly: true,
  }),
  index: spec<readonly string[]>({
    name: "index",
    placeholder: "NAME[,NAME]",
    group: "Files",
    help: "index file names, tried in order",
    isCommon: true,
    defaultValue: ["index.html"],
    defaultText: "index.html",
    read: readNames,
  }),
  noListing: spec({
    name: "no-listing",
    group: "Files",
    help: "reply 404 for folders without an index file",
    defaultValue: false,
  }),
  hidden: spec({
    name: "hidden",
    group: "Files",
    help: "also serve dotfiles; .well-known/ is always served",
    defaultValue: false,
  }),
  followSymlinks: spec({
    name: "follow-symlinks",
    group: "Files",
    help: "follow symbolic links that lead outside the folder",
    defaultValue: false,
  }),
  spa: spec<string | undefined>({
    name: "spa",
    short: "s",
    aliases: ["single"],
    placeholder: "[=FILE]",
    impliedValue: "index.html",
    group: "Files",
    help: "serve FILE for unknown paths without an extension",
    defaultValue: undefined,
    read: readSitePath,
  }),
  cleanUrls: spec({
    name: "clean-urls",
    group: "Files",
    help: "serve about.html at /about, and redirect /about.html there",
    defaultValue: false,
  }),
  live: spec({
    name: "live",
    group: "Files",
    help: "reload pages in the browser when files change",
    isCommon: true,
    defaultValue: false,
  }),
  port: spec<number | undefined>({
    name: "port",
    short: "p",
    placeholder: "N",
    group: "Network",
    help: "listen on port N; 0 picks a free one",
    isCommon: true,
    defaultValue: undefined,
    defaultText: "$PORT or 8000",
    read: readInteger(0, 65535),
  }),
  bind: spec<string>({
    name: "bind",
    short: "b",
    aliases: ["host"],
    placeholder: "ADDR",
    group: "Network",
    help: "address, 0.0.0.0 for all, or unix:/path",
    isCommon: true,
    defaultValue: "127.0.0.1",
    defaultText: "127.0.0.1",
    read: readAddress,
  }),
  allowHost: spec<readonly string[]>({
    name: "allow-host",
    placeholder: "NAME[,NAME]",
    group: "Network",
    help: "accept only these Host names; reply 421 to others",
    defaultValue: [],
    read: readHosts,
  }),
  trustProxy: spec<readonly string[]>({
    name: "trust-proxy",
    placeholder: "CIDR[,CIDR]",
    group: "Network",
    help: "trust the forwarding headers of these proxies",
    defaultValue: [],
    defaultText: "none",
    read: readNetworks,
  }),
  basePath: spec<readonly string[]>({
    name: "base-path",
    placeholder: "PATH",
    group: "Network",
    help: "serve the site under this URL path",
    defaultValue: [],
    defaultText: "/",
    read: readBasePath,
  }),
  workers: spec<number | undefined>({
    name: "workers",
    placeholder: "N",
    group: "Network",
    help: "number of sandboxed server workers",
    defaultValue: undefined,
    defaultText: "one per core, at most 8",
    read: readInteger(1, 256),
  }),
  gracePeriod: spec<number>({
    name: "grace-period",
    placeholder: "S",
    group: "Network",
    help: "when stopping, wait up to S seconds for active requests",
    defaultValue: 10,
    defaultText: "10",
    read: readSeconds,
  }),
  qr: spec({
    name: "qr",
    group: "Network",
    help: "print a QR code of the address",
    isCommon: true,
    defaultValue: false,
  }),
  header: spec<readonly (readonly [string, string])[]>({
    name: "header",
    short: "H",
    placeholder: "'NAME: VALUE'",
    repeatable: true,
    group: "HTTP",
    help: "add a response header; repeatable",
    defaultValue: [],
    read: readHeader,
  }),
  auth: spec<readonly User[]>({
    name: "auth",
    short: "a",
    placeholder: "USER:HASH",
    repeatable: true,
    group: "HTTP",
    help: "require a password; plinth hash-password makes the hash",
    defaultValue: [],
    read: readUser,
  }),
  authFile: spec<string | undefined>({
    name: "auth-file",
    placeholder: "FILE",
    group: "HTTP",
    help: "require a password from this htpasswd file",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  cors: spec<readonly string[] | undefined>({
    name: "cors",
    placeholder: "[=ORIGIN[,ORIGIN]]",
    impliedValue: "*",
    group: "HTTP",
    help: "allow scripts from other origins to read responses",
    defaultValue: undefined,
    read: readOrigins,
  }),
  cache: spec<readonly { readonly glob?: string; readonly value: string }[]>({
    name: "cache",
    placeholder: "[GLOB=]VALUE",
    repeatable: true,
    group: "HTTP",
    help: "set Cache-Control to VALUE or auto",
    isCommon: true,
    defaultValue: [],
    defaultText: "no-cache",
    read: readCacheRule,
  }),
  etag: spec<typeof ETAG_KINDS[number]>({
    name: "etag",
    placeholder: ETAG_KINDS.join("|"),
    group: "HTTP",
    help: "compute ETags from file stats or content, or send none",
    defaultValue: "stat",
    defaultText: "stat",
    read: readChoice(ETAG_KINDS),
  }),
  noCompress: spec({
    name: "no-compress",
    group: "HTTP",
    help: "do not compress responses on the fly",
    defaultValue: false,
  }),
  noPrecompressed: spec({
    name: "no-precompressed",
    group: "HTTP",
    help: "ignore precompressed .br, .zst and .gz files",
    defaultValue: false,
  }),
  tlsCert: spec<string | undefined>({
    name: "tls-cert",
    aliases: ["ssl-cert"],
    placeholder: "FILE",
    group: "TLS",
    help: "serve HTTPS with this certificate and chain (PEM)",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsKey: spec<string | undefined>({
    name: "tls-key",
    aliases: ["ssl-key"],
    placeholder: "FILE",
    group: "TLS",
    help: "private key of the certificate (PEM)",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsPasswordFile: spec<string | undefined>({
    name: "tls-password-file",
    aliases: ["ssl-password-file"],
    placeholder: "FILE",
    group: "TLS",
    help: "file whose first line is the password of the private key",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsSelfSigned: spec({
    name: "tls-self-signed",
    aliases: ["ssl-self-signed"],
    group: "TLS",
    help: "serve HTTPS with a temporary self-signed certificate",
    defaultValue: false,
  }),
  httpsRedirect: spec<number | undefined>({
    name: "https-redirect",
    placeholder: "PORT",
    group: "TLS",
    help: "also listen on PORT, and redirect HTTP to HTTPS",
    defaultValue: undefined,
    read: readInteger(0, 65535),
  }),
  maxConnections: spec<number | undefined>({
    name: "max-connections",
    placeholder: "N",
    group: "Connections",
    help: "limit open connections to N; 0 for no limit",
    defaultValue: undefined,
    defaultText: "4096",
    read: readInteger(0, 1_000_000),
  }),
  maxConnectionsPerAddress: spec<number | undefined>({
    name: "max-connections-per-address",
    placeholder: "N",
    group: "Connections",
    help: "limit open connections per client address to N; 0 for no limit",
    defaultValue: undefined,
    defaultText: "256",
    read: readInteger(0, 1_000_000),
  }),
  headerTimeout: spec<number | undefined>({
    name: "header-timeout",
    placeholder: "S",
    group: "Connections",
    help: "disconnect clients that send no full header within S seconds; 0 for no limit",
    defaultValue: undefined,
    defaultText: "10",
    read: readSeconds,
  }),
  idleTimeout: spec<number | undefined>({
    name: "idle-timeout",
    placeholder: "S",
    group: "Connections",
    help: "close connections that are idle for S seconds; 0 for no limit",
    defaultValue: undefined,
    defaultText: "60",
    read: readSeconds,
  }),
  writeTimeout: spec<number | undefined>({
    name: "write-timeout",
    placeholder: "S",
    group: "Connections",
    help: "disconnect clients that read nothing for S seconds; 0 for no limit",
    defaultValue: undefined,
    defaultText: "60",
    read: readSeconds,
  }),
  noGate: spec({
    name: "no-gate",
    group: "Connections",
    help: "disable connection limits and timeouts on every address",
    defaultValue: false,
  }),
  logFormat: spec<typeof LOG_FORMATS[number] | undefined>({
    name: "log-format",
    placeholder: LOG_FORMATS.join("|"),
    group: "Output",
    help: "format of the access log",
    defaultValue: undefined,
    defaultText: "pretty on a terminal, otherwise combined",
    read: readChoice(LOG_FORMATS),
  }),
  logFile: spec<string | undefined>({
    name: "log-file",
    placeholder: "FILE",
    group: "Output",
    help: "write the access log to FILE; SIGHUP reopens it",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  quiet: spec({
    name: "quiet",
    short: "q",
    group: "Output",
    help: "disable the access log",
    isCommon: true,
    defaultValue: false,
  }),
  admin: spec<{ readonly hostname: string; readonly port: number } | undefined>({
    name: "admin",
    placeholder: "ADDR:PORT",
    group: "Output",
    help: "serve /healthz, /readyz and /metrics on this address",
    defaultValue: undefined,
    read: readAddressAndPort,
  }),
  health: spec<{ readonly hostname: string; readonly port: number } | undefined>({
    name: "health",
    placeholder: "ADDR:PORT",
    group: "Output",
    help: "ask the server with this --admin address if it is ready; exit 0 or 1",
    defaultValue: undefined,
    isCommandLineOnly: true,
    read: readAddressAndPort,
  }),
  completions: spec<Shell | undefined>({
    name: "completions",
    placeholder: SHELLS.join("|"),
    group: "Output",
    help: "print a shell completion script, and exit",
    isCommandLineOnly: true,
    defaultValue: undefined,
    read: readChoice(SHELLS),
  }),
  man: spec({
    name: "man",
    group: "Output",
    help: "print a man page, and exit",
    isCommandLineOnly: true,
    defaultValue: false,
  }),
  showPermissions: spec({
    name: "show-permissions",
    group: "Output",
    help: "print the permissions of each worker, and exit",
    defaultValue: false,
    isCommandLineOnly: true,
  }),
  help: spec({
    name: "help",
    short: "h",
    group: "Output",
    help: "print this help, and exit",
    isCommon: true,
    defaultValue: false,
    isCommandLineOnly: true,
  }),
  version: spec({
    name: "version",
    short: "V",
    group: "Output",
    help: "print the version, and exit",
    isCommon: true,
    defaultValue: false,
    isCommandLineOnly: true,
  }),
} as const;

/** A key of {@linkcode OPTIONS}. */
export type OptionKey = keyof typeof OPTIONS;

/** Values of all options, defaults included. */
export type Options = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends OptionSpec<infer T> ? T : never;
};

/** Values of the options that were given. */
export type GivenOptions = Partial<Options>;

/** Adds defaults for options that were not given. */
export function withDefaults(given: GivenOptions): Options {
  const initial = Object.entries(OPTIONS).map(([key, { defaultValue }]) => [key, defaultValue]);
  return { ...Object.fromEntries(initial), ...given };
}

/** Widens the type of a switch's default from `false` to `boolean`. */
function spec<T = boolean>(definition: OptionSpec<T>): OptionSpec<T> {
  return definition;
}
