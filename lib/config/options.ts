import { readUser } from "../auth/users.ts";
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
  ...group("Files", {
    directory: optional("DIR", readText, "folder to serve, same as DIR", {
      short: "d",
      aliases: ["root"],
      isCommon: true,
      defaultText: "the built-in site",
      isPath: true,
    }),
    config: optional("FILE", readText, "read settings from FILE (plinth.json or serve.json)", {
      short: "c",
      isCommandLineOnly: true,
    }),
    index: valued("NAME[,NAME]", readNames, "index file names, tried in order", ["index.html"], {
      isCommon: true,
      defaultText: "index.html",
    }),
    noListing: flag("reply 404 for folders without an index file"),
    hidden: flag("also serve dotfiles; .well-known/ is always served"),
    followSymlinks: flag("follow symbolic links that lead outside the folder"),
    spa: optional("[=FILE]", readSitePath, "serve FILE for unknown paths without an extension", {
      short: "s",
      aliases: ["single"],
      impliedValue: "index.html",
    }),
    cleanUrls: flag("serve about.html at /about, and redirect /about.html there"),
    live: flag("reload pages in the browser when files change", { isCommon: true }),
  }),
  ...group("Network", {
    port: optional("N", readInteger(0, 65535), "listen on port N; 0 picks a free one", {
      short: "p",
      isCommon: true,
      defaultText: "$PORT or 8000",
    }),
    bind: valued("ADDR", readAddress, "address, 0.0.0.0 for all, or unix:/path", "127.0.0.1", {
      short: "b",
      aliases: ["host"],
      isCommon: true,
      defaultText: "127.0.0.1",
    }),
    allowHost: valued(
      "NAME[,NAME]",
      readHosts,
      "accept only these Host names; reply 421 to others",
      [],
    ),
    trustProxy: valued(
      "CIDR[,CIDR]",
      readNetworks,
      "trust the forwarding headers of these proxies",
      [],
      { defaultText: "none" },
    ),
    basePath: valued("PATH", readBasePath, "serve the site under this URL path", [], {
      defaultText: "/",
    }),
    workers: optional("N", readInteger(1, 256), "number of sandboxed server workers", {
      defaultText: "one per core, at most 8",
    }),
    gracePeriod: valued(
      "S",
      readSeconds,
      "when stopping, wait up to S seconds for active requests",
      10,
      { defaultText: "10" },
    ),
    qr: flag("print a QR code of the address", { isCommon: true }),
  }),
  ...group("HTTP", {
    header: repeatable("'NAME: VALUE'", readHeader, "add a response header; repeatable", {
      short: "H",
    }),
    auth: repeatable(
      "USER:HASH",
      readUser,
      "require a password; plinth hash-password makes the hash",
      { short: "a" },
    ),
    authFile: file("require a password from this htpasswd file"),
    cors: optional(
      "[=ORIGIN[,ORIGIN]]",
      readOrigins,
      "allow scripts from other origins to read responses",
      { impliedValue: "*" },
    ),
    cache: repeatable("[GLOB=]VALUE", readCacheRule, "set Cache-Control to VALUE or auto", {
      isCommon: true,
      defaultText: "no-cache",
    }),
    etag: valued(
      ETAG_KINDS.join("|"),
      readChoice(ETAG_KINDS),
      "compute ETags from file stats or content, or send none",
      "stat",
      { defaultText: "stat" },
    ),
    noCompress: flag("do not compress responses on the fly"),
    noPrecompressed: flag("ignore precompressed .br, .zst and .gz files"),
  }),
  ...group("TLS", {
    tlsCert: file("serve HTTPS with this certificate and chain (PEM)", { aliases: ["ssl-cert"] }),
    tlsKey: file("private key of the certificate (PEM)", { aliases: ["ssl-key"] }),
    tlsPasswordFile: file("file whose first line is the password of the private key", {
      aliases: ["ssl-password-file"],
    }),
    tlsSelfSigned: flag("serve HTTPS with a temporary self-signed certificate", {
      aliases: ["ssl-self-signed"],
    }),
    httpsRedirect: optional(
      "PORT",
      readInteger(0, 65535),
      "also listen on PORT, and redirect HTTP to HTTPS",
    ),
  }),
  ...group("Connections", {
    maxConnections: limit("N", readInteger(0, 1_000_000), "limit open connections to N", "4096"),
    maxConnectionsPerAddress: limit(
      "N",
      readInteger(0, 1_000_000),
      "limit open connections per client address to N",
      "256",
    ),
    headerTimeout: limit(
      "S",
      readSeconds,
      "disconnect clients that send no full header within S seconds",
      "10",
    ),
    idleTimeout: limit("S", readSeconds, "close connections that are idle for S seconds", "60"),
    writeTimeout: limit(
      "S",
      readSeconds,
      "disconnect clients that read nothing for S seconds",
      "60",
    ),
    noGate: flag("disable connection limits and timeouts on every address"),
  }),
  ...group("Output", {
    logFormat: optional(
      LOG_FORMATS.join("|"),
      readChoice(LOG_FORMATS),
      "format of the access log",
      { defaultText: "pretty on a terminal, otherwise combined" },
    ),
    logFile: file("write the access log to FILE; SIGHUP reopens it"),
    quiet: flag("disable the access log", { short: "q", isCommon: true }),
    admin: optional(
      "ADDR:PORT",
      readAddressAndPort,
      "serve /healthz, /readyz and /metrics on this address",
    ),
    health: optional(
      "ADDR:PORT",
      readAddressAndPort,
      "ask the server with this --admin address if it is ready; exit 0 or 1",
      { isCommandLineOnly: true },
    ),
    completions: optional(
      SHELLS.join("|"),
      readChoice(SHELLS),
      "print a shell completion script, and exit",
      { isCommandLineOnly: true },
    ),
    man: flag("print a man page, and exit", { isCommandLineOnly: true }),
    showPermissions: flag("print the permissions of each worker, and exit", {
      isCommandLineOnly: true,
    }),
    help: flag("print this help, and exit", {
      short: "h",
      isCommon: true,
      isCommandLineOnly: true,
    }),
    version: flag("print the version, and exit", {
      short: "V",
      isCommon: true,
      isCommandLineOnly: true,
    }),
  }),
} as const;

/** The specifications of all options. */
export const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

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

/** An option without its group and its name, which is its key in kebab-case. */
type Definition<T> = Omit<OptionSpec<T>, "name" | "group">;

/** The properties that not every kind of option has. */
type Details = Omit<
  Definition<unknown>,
  "placeholder" | "read" | "help" | "defaultValue" | "repeatable"
>;

function group<D extends Readonly<Record<string, Definition<unknown>>>>(
  group: typeof GROUPS[number],
  definitions: D,
): { readonly [K in keyof D]: OptionSpec<D[K]["defaultValue"]> } {
  const specs = Object.entries(definitions).map(([key, definition]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [key, { name, group, ...definition }];
  });
  return Object.fromEntries(specs);
}

/** A switch. */
function flag(help: string, details: Details = {}): Definition<boolean> {
  return { help, defaultValue: false, ...details };
}

/** An option that has a value in any case. */
function valued<T>(
  placeholder: string,
  read: Reader<T>,
  help: string,
  defaultValue: T,
  details: Details = {},
): Definition<T> {
  return { placeholder, read, help, defaultValue, ...details };
}

/** An option whose value is undefined if it is not given. */
function optional<T>(
  placeholder: string,
  read: Reader<T>,
  help: string,
  details: Details = {},
): Definition<T | undefined> {
  return { placeholder, read, help, defaultValue: undefined, ...details };
}

/** An option whose value is the path of a file. */
function file(help: string, details: Details = {}): Definition<string | undefined> {
  return optional("FILE", readText, help, { isPath: true, ...details });
}

/** A limit of the gate; gate.ts has the defaults. */
function limit(
  placeholder: string,
  read: Reader<number>,
  help: string,
  defaultText: string,
): Definition<number | undefined> {
  return optional(placeholder, read, `${help}; 0 for no limit`, { defaultText });
}

function repeatable<T>(
  placeholder: string,
  read: Reader<T>,
  help: string,
  details: Details,
): Definition<readonly T[]> {
  return { placeholder, read, help, repeatable: true, defaultValue: [], ...details };
}
