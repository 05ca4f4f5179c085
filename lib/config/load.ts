import type { AuthRule } from "../auth/guard.ts";
import { loadUsers } from "../auth/load_users.ts";
import { type GivenOptions, type Options, withDefaults } from "./options.ts";
import { UsageError } from "../util/usage_error.ts";
import {
  type Config,
  createConfig,
  createSiteConfig,
  type Environment,
  type HostConfig,
  type SiteRules,
} from "./config.ts";
import type { AuthSettings } from "./auth_settings.ts";
import type { JsonPath } from "./jsonc.ts";
import { type Mistake, SettingsError } from "./settings_error.ts";
import type { SiteFileRules } from "./site_files.ts";
import { findRoot } from "./root.ts";
import type { HostSettings, Settings, SiteSettings } from "./settings.ts";

/** A configuration, and the files that it was made from. */
export interface Loaded {
  readonly config: Config;
  /** Absolute or as named; what is not there may come to be. */
  readonly watched: readonly string[];
  /** In the site's own files: what they say there is left out of account. */
  readonly errors: readonly Mistake[];
  /** What is right elsewhere, but can't be had here: left out of account too. */
  readonly unsupported: readonly Mistake[];
}

/**
 * Makes the configuration: command line, then settings file, then environment, then defaults.
 *
 * @param given What the command line says.
 * @throws {UsageError} When it says something wrong, a {@linkcode SettingsError} when a file does.
 */
export async function loadConfig(given: GivenOptions, environment: Environment): Promise<Loaded> {
  const file = given.config;
  const settings = file === undefined ? undefined : await readSettings(file);
  const options = withDefaults({ ...settings?.options, ...given });
  const isFromFile = given.directory === undefined && settings !== undefined;
  const root = findRootAt(options.directory, isFromFile ? settings : undefined, ["directory"]);
  const own = ownFiles(options, settings);
  const main = await loadSite(options, root, settings, own);
  const hosts = await Promise.all(
    (settings?.hosts ?? []).map((host, index) =>
      loadHost(given, settings, host, own, ["hosts", index, "directory"])
    ),
  );
  const sites = [main, ...hosts.map(({ loaded }) => loaded)];
  const config = createConfig(
    options,
    root,
    environment,
    main.rules,
    hosts.map(({ config }) => config),
  );
  return {
    config,
    watched: [...(file === undefined ? [] : [file]), ...sites.flatMap(({ watched }) => watched)],
    errors: sites.flatMap(({ errors }) => errors),
    unsupported: [
      ...(settings?.unsupported ?? []),
      ...sites.flatMap(({ unsupported }) => unsupported),
    ],
  };
}

/** The files of rules that a site may have in its root. */
const SITE_FILES = ["_redirects", "_headers"] as const;

/** What reads them is loaded when one of them is there: a start without them is faster by a third. */
async function loadSiteFiles(root: string, followSymlinks: boolean): Promise<SiteFileRules> {
  if (!SITE_FILES.some((name) => isThere(`${root}/${name}`))) return NO_FILES;
  const { readSiteFiles } = await import("./site_files.ts");
  return readSiteFiles(root, followSymlinks);
}

const NO_FILES: SiteFileRules = {
  rules: { redirects: [], headerRules: [] },
  errors: [],
  unsupported: [],
};

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The rules of a site, from its own files and from the settings. */
interface LoadedSite extends Omit<Loaded, "config"> {
  readonly rules: SiteRules;
}

async function loadSite(
  options: Options,
  root: string,
  settings: SiteSettings | undefined,
  own: readonly string[],
): Promise<LoadedSite> {
  const { rules, errors, unsupported } = await loadSiteFiles(root, options.followSymlinks);
  return {
    rules: {
      ...settings?.rules,
      // The operator's come first.
      redirects: [...settings?.rules.redirects ?? [], ...rules.redirects],
      headerRules: [...rules.headerRules, ...settings?.rules.headerRules ?? []],
      errorPages: settings?.rules.errorPages ?? {},
      auth: authRules(options, settings),
      denied: await findDeniedFiles(root, own),
    },
    watched: [
      ...SITE_FILES.map((name) => `${root}/${name}`),
      ...(settings?.auth.files ?? []),
      ...(options.authFile === undefined ? [] : [options.authFile]),
    ],
    errors,
    unsupported,
  };
}

/** A site for some host names: what its settings do not say holds as for all; what `auth` closes for all it closes here. */
async function loadHost(
  given: GivenOptions,
  settings: Settings | undefined,
  host: HostSettings,
  own: readonly string[],
  path: JsonPath,
): Promise<{ readonly config: HostConfig; readonly loaded: LoadedSite }> {
  // The folder that the command line names is the main site's.
  const { directory: _main, ...line } = given;
  const options = withDefaults({ ...settings?.options, ...host.options, ...line });
  const root = findRootAt(host.options.directory, settings, path);
  const auth = joinAuth(host.auth, settings?.auth);
  const loaded = await loadSite(options, root, { ...host, auth }, own);
  const site = createSiteConfig(options, root, loaded.rules);
  return { config: { names: host.names, site }, loaded };
}

/** What the server reads and writes for itself, for any of its sites; a certificate is for everybody. */
function ownFiles(options: Options, settings: Settings | undefined): string[] {
  const { config, authFile, tlsKey, tlsPasswordFile, logFile } = options;
  const sites = settings === undefined ? [] : [settings, ...settings.hosts];
  return [
    ...[config, authFile, tlsKey, tlsPasswordFile, logFile],
    ...sites.flatMap((site) => [site.options.authFile, ...site.auth.files]),
  ].filter((file) => file !== undefined);
}

/** What looks for them is loaded when there are some. */
async function findDeniedFiles(
  root: string,
  own: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (own.length === 0) return undefined;
  const { findDenied } = await import("./denied.ts");
  return findDenied(root, own);
}

/** What is closed for all is closed on a site for some host names too: to name another host must be no way around. */
function joinAuth(own: AuthSettings, all: AuthSettings | undefined): AuthSettings {
  if (all === undefined) return own;
  return {
    rules: [...own.rules, ...all.rules],
    users: [...own.users, ...all.users],
    files: [...own.files, ...all.files],
  };
}

/** Those for parts of the site, then the one for all the rest. */
function authRules(options: Options, settings: SiteSettings | undefined): AuthRule[] {
  const users = [
    ...options.auth,
    ...(settings?.auth.users ?? []),
    ...(options.authFile === undefined ? [] : loadUsers(options.authFile)),
  ];
  const parts = settings?.auth.rules ?? [];
  return users.length === 0 ? [...parts] : [...parts, { path: "/*", users }];
}

async function readSettings(file: string): Promise<Settings> {
  // What checks it is loaded when there is something to check.
  const { parseSettings } = await import("./settings.ts");
  return await parseSettings(readText(file), file);
}

/** @param settings Where the folder is named, at that path, when it is in the settings file. */
function findRootAt(
  directory: string | undefined,
  settings: Settings | undefined,
  path: JsonPath,
): string {
  try {
    return findRoot(directory);
  } catch (error) {
    if (settings === undefined || !(error instanceof UsageError)) throw error;
    throw new SettingsError([settings.diagnosticAt(path, error.message, error.advice)]);
  }
}

/** Larger than any settings file that somebody wrote, in bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

function readText(file: string): string {
  try {
    const { isFile, size } = Deno.statSync(file);
    if (!isFile) throw new UsageError(`"${file}" is no file`, "--config takes a settings file");
    if (size > MAX_SIZE) {
      throw new UsageError(`"${file}" is larger than 4 MiB`, "--config takes a settings file");
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof TypeError) {
      throw new UsageError(`the settings file "${file}" is not UTF-8`, "save it as UTF-8");
    }
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`there is no settings file "${file}"`, "name one that exists");
    }
    throw new UsageError(
      `the settings file "${file}" can't be read`,
      error instanceof Deno.errors.NotCapable
        ? "name it in --allow-read too"
        : "look at its permissions",
    );
  }
}
