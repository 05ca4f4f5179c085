import { readUser, type User } from "../auth/users.ts";
import {
  ETAG_KINDS,
  LOG_FORMATS,
  readAddress,
  readAddressAndPort,
  readBasePath,
  readCacheRule,
  readChoice,
  type Reader,
  readHosts,
  readInteger,
  readNames,
  readNetworks,
  readOrigins,
  readSeconds,
  readSitePath,
  readText,
  type Shell,
  SHELLS,
} from "./values.ts";
import { readHeader } from "../http/field.ts";

/** An option of the command line. */
export interface OptionSpec<T> {
  /** The long name, without its dashes. */
  readonly name: string;
  readonly short?: string;
  readonly aliases?: readonly string[];
  /** What stands for the value in the help; an option without one is a switch. */
  readonly placeholder?: string;
  /** What holds when it is given without a value: that is then only `--name=VALUE`, and `value` has brackets. */
  readonly impliedValue?: string;
  /** Every use adds a value. */
  readonly repeatable?: boolean;
  readonly group: typeof GROUPS[number];
  readonly help: string;
  /** Among those that the help has a line for. */
  readonly isCommon?: boolean;
  /** What holds when it is not given; undefined when that is found out at start. */
  readonly defaultValue: T;
  /** What the help says of the default, where that is worth a word. */
  readonly defaultText?: string;
  /** Reads one value. */
  readonly read?: Reader<unknown>;
  /** It names a file or folder of this machine: in the settings file, counted from that file's folder. */
  readonly isPath?: boolean;
  /** It has no place in the settings file. */
  readonly isCommandLineOnly?: boolean;
}

/** The groups of the help, in order. */
export const GROUPS = ["What is served", "Where", "HTTP", "TLS", "Connections", "Output"] as const;

/**
 * Every option, once: parsing, help, defaults, and the settings file's names are all made from this table.
 * The keys are the names in camelCase.
 */
export const OPTIONS = {
  directory: spec<string | undefined>({
    name: "directory",
    short: "d",
    aliases: ["root"],
    placeholder: "DIR",
    group: "What is served",
    help: "the folder, as DIR alone",
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
    group: "What is served",
    help: "settings file: plinth.json, or a serve.json",
    defaultValue: undefined,
    read: readText,
    isCommandLineOnly: true,
  }),
  index: spec<readonly string[]>({
    name: "index",
    placeholder: "NAME[,NAME]",
    group: "What is served",
    help: "index files of a folder",
    isCommon: true,
    defaultValue: ["index.html"],
    defaultText: "index.html",
    read: readNames,
  }),
  noListing: spec({
    name: "no-listing",
    group: "What is served",
    help: "404 for folders without an index file",
    defaultValue: false,
  }),
  hidden: spec({
    name: "hidden",
    group: "What is served",
    help: "serve dotfiles too (.well-known/ always is)",
    defaultValue: false,
  }),
  followSymlinks: spec({
    name: "follow-symlinks",
    group: "What is served",
    help: "follow links that leave the folder",
    defaultValue: false,
  }),
  spa: spec<string | undefined>({
    name: "spa",
    short: "s",
    aliases: ["single"],
    placeholder: "[=FILE]",
    impliedValue: "index.html",
    group: "What is served",
    help: "unknown paths without an extension get FILE",
    defaultValue: undefined,
    read: readSitePath,
  }),
  cleanUrls: spec({
    name: "clean-urls",
    group: "What is served",
    help: "/about is about.html, which redirects there",
    defaultValue: false,
  }),
  live: spec({
    name: "live",
    group: "What is served",
    help: "reload pages in the browser when files change",
    isCommon: true,
    defaultValue: false,
  }),
  port: spec<number | undefined>({
    name: "port",
    short: "p",
    placeholder: "N",
    group: "Where",
    help: "port; 0 picks a free one",
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
    group: "Where",
    help: "address; 0.0.0.0 for all; unix:/path",
    isCommon: true,
    defaultValue: "127.0.0.1",
    defaultText: "127.0.0.1",
    read: readAddress,
  }),
  allowHost: spec<readonly string[]>({
    name: "allow-host",
    placeholder: "NAME[,NAME]",
    group: "Where",
    help: "answer to these Host names, refuse others",
    defaultValue: [],
    read: readHosts,
  }),
  trustProxy: spec<readonly string[]>({
    name: "trust-proxy",
    placeholder: "CIDR[,CIDR]",
    group: "Where",
    help: "believe what these proxies say of clients",
    defaultValue: [],
    defaultText: "none",
    read: readNetworks,
  }),
  basePath: spec<readonly string[]>({
    name: "base-path",
    placeholder: "PATH",
    group: "Where",
    help: "serve under this path",
    defaultValue: [],
    defaultText: "/",
    read: readBasePath,
  }),
  workers: spec<number | undefined>({
    name: "workers",
    placeholder: "N",
    group: "Where",
    help: "sandboxed server workers",
    defaultValue: undefined,
    defaultText: "one a core, at most 8",
    read: readInteger(1, 256),
  }),
  gracePeriod: spec<number>({
    name: "grace-period",
    placeholder: "S",
    group: "Where",
    help: "seconds a stop waits for requests in flight",
    defaultValue: 10,
    defaultText: "10",
    read: readSeconds,
  }),
  qr: spec({
    name: "qr",
    group: "Where",
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
    help: "ask for a password (plinth hash-password)",
    defaultValue: [],
    read: readUser,
  }),
  authFile: spec<string | undefined>({
    name: "auth-file",
    placeholder: "FILE",
    group: "HTTP",
    help: "ask for a password of an htpasswd file",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  cors: spec<readonly string[] | undefined>({
    name: "cors",
    placeholder: "[=ORIGIN[,ORIGIN]]",
    impliedValue: "*",
    group: "HTTP",
    help: "let scripts of other origins read responses",
    defaultValue: undefined,
    read: readOrigins,
  }),
  cache: spec<readonly { readonly glob?: string; readonly value: string }[]>({
    name: "cache",
    placeholder: "[GLOB=]VALUE",
    repeatable: true,
    group: "HTTP",
    help: "Cache-Control, of all or of a glob; auto",
    isCommon: true,
    defaultValue: [],
    defaultText: "no-cache",
    read: readCacheRule,
  }),
  etag: spec<typeof ETAG_KINDS[number]>({
    name: "etag",
    placeholder: ETAG_KINDS.join("|"),
    group: "HTTP",
    help: "what entity tags are made from",
    defaultValue: "stat",
    defaultText: "stat",
    read: readChoice(ETAG_KINDS),
  }),
  noCompress: spec({
    name: "no-compress",
    group: "HTTP",
    help: "no compression on the fly",
    defaultValue: false,
  }),
  noPrecompressed: spec({
    name: "no-precompressed",
    group: "HTTP",
    help: "ignore .br, .zst and .gz sidecars",
    defaultValue: false,
  }),
  tlsCert: spec<string | undefined>({
    name: "tls-cert",
    aliases: ["ssl-cert"],
    placeholder: "FILE",
    group: "TLS",
    help: "HTTPS with this certificate and chain (PEM)",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsKey: spec<string | undefined>({
    name: "tls-key",
    aliases: ["ssl-key"],
    placeholder: "FILE",
    group: "TLS",
    help: "its private key (PEM)",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsPasswordFile: spec<string | undefined>({
    name: "tls-password-file",
    aliases: ["ssl-password-file"],
    placeholder: "FILE",
    group: "TLS",
    help: "what the key is encrypted with, on the first line",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  tlsSelfSigned: spec({
    name: "tls-self-signed",
    aliases: ["ssl-self-signed"],
    group: "TLS",
    help: "HTTPS with a certificate made for this run",
    defaultValue: false,
  }),
  httpsRedirect: spec<number | undefined>({
    name: "https-redirect",
    placeholder: "PORT",
    group: "TLS",
    help: "redirect plain HTTP on this port too",
    defaultValue: undefined,
    read: readInteger(0, 65535),
  }),
  maxConnections: spec<number | undefined>({
    name: "max-connections",
    placeholder: "N",
    group: "Connections",
    help: "at once; 0 for no limit",
    defaultValue: undefined,
    defaultText: "4096",
    read: readInteger(0, 1_000_000),
  }),
  maxConnectionsPerAddress: spec<number | undefined>({
    name: "max-connections-per-address",
    placeholder: "N",
    group: "Connections",
    help: "at once from one address; 0 for no limit",
    defaultValue: undefined,
    defaultText: "256",
    read: readInteger(0, 1_000_000),
  }),
  headerTimeout: spec<number | undefined>({
    name: "header-timeout",
    placeholder: "S",
    group: "Connections",
    help: "seconds for a request's head; 0 for no limit",
    defaultValue: undefined,
    defaultText: "10",
    read: readSeconds,
  }),
  idleTimeout: spec<number | undefined>({
    name: "idle-timeout",
    placeholder: "S",
    group: "Connections",
    help: "seconds between requests; 0 for no limit",
    defaultValue: undefined,
    defaultText: "60",
    read: readSeconds,
  }),
  writeTimeout: spec<number | undefined>({
    name: "write-timeout",
    placeholder: "S",
    group: "Connections",
    help: "seconds without progress of an answer; 0 for no limit",
    defaultValue: undefined,
    defaultText: "60",
    read: readSeconds,
  }),
  noGate: spec({
    name: "no-gate",
    group: "Connections",
    help: "none of these limits, on any address",
    defaultValue: false,
  }),
  logFormat: spec<typeof LOG_FORMATS[number] | undefined>({
    name: "log-format",
    placeholder: LOG_FORMATS.join("|"),
    group: "Output",
    help: "access log, on stdout",
    defaultValue: undefined,
    defaultText: "pretty on a terminal, else combined",
    read: readChoice(LOG_FORMATS),
  }),
  logFile: spec<string | undefined>({
    name: "log-file",
    placeholder: "FILE",
    group: "Output",
    help: "access log to a file; reopened on SIGHUP",
    defaultValue: undefined,
    read: readText,
    isPath: true,
  }),
  quiet: spec({
    name: "quiet",
    short: "q",
    group: "Output",
    help: "no access log",
    isCommon: true,
    defaultValue: false,
  }),
  admin: spec<{ readonly hostname: string; readonly port: number } | undefined>({
    name: "admin",
    placeholder: "ADDR:PORT",
    group: "Output",
    help: "/healthz, /readyz, /metrics on an address of their own",
    defaultValue: undefined,
    read: readAddressAndPort,
  }),
  health: spec<{ readonly hostname: string; readonly port: number } | undefined>({
    name: "health",
    placeholder: "ADDR:PORT",
    group: "Output",
    help: "ask the --admin of another one whether it is ready; exit 0 or 1",
    defaultValue: undefined,
    isCommandLineOnly: true,
    read: readAddressAndPort,
  }),
  completions: spec<Shell | undefined>({
    name: "completions",
    placeholder: SHELLS.join("|"),
    group: "Output",
    help: "print completions for a shell, and exit",
    isCommandLineOnly: true,
    defaultValue: undefined,
    read: readChoice(SHELLS),
  }),
  man: spec({
    name: "man",
    group: "Output",
    help: "print a manual page for man(1), and exit",
    isCommandLineOnly: true,
    defaultValue: false,
  }),
  showPermissions: spec({
    name: "show-permissions",
    group: "Output",
    help: "print what each worker may do, and exit",
    defaultValue: false,
    isCommandLineOnly: true,
  }),
  help: spec({
    name: "help",
    short: "h",
    group: "Output",
    help: "print this, and exit",
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

/** The key of an option in {@linkcode OPTIONS}. */
export type OptionKey = keyof typeof OPTIONS;

/** A value for every option, defaults filled in. */
export type Options = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends OptionSpec<infer T> ? T : never;
};

/** Values of those options that were given. */
export type GivenOptions = Partial<Options>;

/** Fills in the defaults of options that were not given. */
export function withDefaults(given: GivenOptions): Options {
  const initial = Object.entries(OPTIONS).map(([key, { defaultValue }]) => [key, defaultValue]);
  return { ...Object.fromEntries(initial), ...given };
}

/** Gives `false` its wider type, so that a switch is a boolean. */
function spec<T = boolean>(definition: OptionSpec<T>): OptionSpec<T> {
  return definition;
}
