import type { UserTable } from "../auth/user_table.ts";
import { UsageError } from "../util/errors.ts";
import type { Config, Environment } from "./config.ts";
import { createConfig } from "./create_config.ts";
import type { Diagnostic } from "../rules/diagnostic.ts";
import type { JsonPath } from "./jsonc.ts";
import { loadHost, loadSite } from "./load_site.ts";
import { type GivenOptions, type Options, withDefaults } from "./options.ts";
import { readSettings } from "./read_settings.ts";
import { findRoot } from "./root.ts";
import type { Settings } from "./parse_settings.ts";
import { SettingsError } from "./settings_error.ts";

/** A configuration, with the files that it was read from. */
export interface Loaded {
  readonly config: Config;
  /** The users of all sites' access rules. The configuration goes to the server workers, this does not. */
  readonly users: UserTable;
  /** Paths of the files to watch, absolute or as given; they need not exist. */
  readonly watched: readonly string[];
  /** Errors in the sites' own files; these lines are ignored. */
  readonly errors: readonly Diagnostic[];
  /** Settings and lines that are valid for other servers but that Plinth does not support; ignored too. */
  readonly unsupported: readonly Diagnostic[];
}

/**
 * Loads the configuration. The command line takes precedence over the settings file, the environment and the defaults,
 * in this order.
 *
 * @param given Options from the command line.
 * @throws {UsageError} If the command line is invalid; {@linkcode SettingsError} if the settings file is.
 */
export async function loadConfig(given: GivenOptions, environment: Environment): Promise<Loaded> {
  const file = given.config;
  const settings = file === undefined ? undefined : await readSettings(file);
  const options = withDefaults({ ...settings?.options, ...given });
  const isFromFile = given.directory === undefined && settings !== undefined;
  const root = findRootAt(options.directory, isFromFile ? settings : undefined, ["directory"]);
  const ownFiles = listOwnFiles(options, settings);
  const main = await loadSite("", options, root, settings, ownFiles);
  const hosts = await Promise.all(
    (settings?.hosts ?? []).map(async (host, index) => {
      const hostRoot = findRootAt(host.options.directory, settings, ["hosts", index, "directory"]);
      return await loadHost(given, settings, host, hostRoot, ownFiles);
    }),
  );
  const sites = [main, ...hosts.map(({ loaded }) => loaded)];
  const hostConfigs = hosts.map(({ config }) => config);
  return {
    config: createConfig(options, root, environment, main.rules, hostConfigs),
    users: new Map(sites.flatMap(({ users }) => [...users])),
    watched: [...(file === undefined ? [] : [file]), ...sites.flatMap(({ watched }) => watched)],
    errors: sites.flatMap(({ errors }) => errors),
    unsupported: [
      ...(settings?.unsupported ?? []),
      ...sites.flatMap(({ unsupported }) => unsupported),
    ],
  };
}

/** Returns the files that the server itself reads or writes. Certificates are public and not included. */
function listOwnFiles(options: Options, settings: Settings | undefined): string[] {
  const { config, authFile, tlsKey, tlsPasswordFile, logFile } = options;
  const sites = settings === undefined ? [] : [settings, ...settings.hosts];
  return [
    ...[config, authFile, tlsKey, tlsPasswordFile, logFile],
    ...sites.flatMap((site) => [site.options.authFile, ...site.auth.files]),
  ].filter((file) => file !== undefined);
}

/** @param settings The settings that contain the folder, at `path`; undefined if the command line does. */
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
