import { type ConfiguredRule, separateUsers, type UserTable } from "../auth/user_table.ts";
import { loadUsers } from "../auth/users.ts";
import type { AuthSettings } from "./auth_settings.ts";
import type { HostConfig, SiteRules } from "./config.ts";
import { createSiteConfig } from "./create_config.ts";
import { type GivenOptions, type Options, withDefaults } from "./options.ts";
import type { HostSettings, Settings, SiteSettings } from "./parse_settings.ts";
import type { SiteFileRules } from "./site_files.ts";

/** The rules of a site, from its own files and the settings file, and the files to watch. */
export interface LoadedSite extends Omit<SiteFileRules, "rules"> {
  readonly rules: SiteRules;
  /** The users of the access rules. */
  readonly users: UserTable;
  readonly watched: readonly string[];
}

/** Names of the rules files in a site's root. */
const SITE_FILES = ["_redirects", "_headers"] as const;

/**
 * Loads the rules of a site.
 *
 * @param name Identifies the site among those of the process.
 * @param ownFiles Files that are not served because the server itself uses them.
 */
export async function loadSite(
  name: string,
  options: Options,
  root: string,
  settings: SiteSettings | undefined,
  ownFiles: readonly string[],
): Promise<LoadedSite> {
  const { rules, ...diagnostics } = await loadSiteFiles(root, options.followSymlinks);
  const auth = separateUsers(name, authRules(options, settings));
  return {
    rules: {
      ...settings?.rules,
      // Redirects in the settings file take precedence, so they come first; its headers come last and override.
      redirects: [...settings?.rules.redirects ?? [], ...rules.redirects],
      headerRules: [...rules.headerRules, ...settings?.rules.headerRules ?? []],
      errorPages: settings?.rules.errorPages ?? {},
      auth: auth.rules,
      denied: await findDeniedFiles(root, ownFiles),
    },
    users: auth.users,
    watched: [
      ...SITE_FILES.map((name) => `${root}/${name}`),
      ...(settings?.auth.files ?? []),
      ...(options.authFile === undefined ? [] : [options.authFile]),
    ],
    ...diagnostics,
  };
}

/** Loads a site for some host names. It inherits options that it does not set, and all access rules. */
export async function loadHost(
  given: GivenOptions,
  settings: Settings | undefined,
  host: HostSettings,
  root: string,
  ownFiles: readonly string[],
): Promise<{ readonly config: HostConfig; readonly loaded: LoadedSite }> {
  // A folder on the command line is that of the main site.
  const { directory: _main, ...inherited } = given;
  const options = withDefaults({ ...settings?.options, ...host.options, ...inherited });
  const auth = joinAuth(host.auth, settings?.auth);
  const loaded = await loadSite(`${host.names}`, options, root, { ...host, auth }, ownFiles);
  const site = createSiteConfig(options, root, loaded.rules);
  return { config: { names: host.names, site }, loaded };
}

const NO_SITE_FILES: SiteFileRules = {
  rules: { redirects: [], headerRules: [] },
  errors: [],
  unsupported: [],
};

/** Reads the rules files. The parsers are imported only if a file exists, which makes startup without them a third faster. */
async function loadSiteFiles(root: string, followSymlinks: boolean): Promise<SiteFileRules> {
  if (!SITE_FILES.some((name) => exists(`${root}/${name}`))) return NO_SITE_FILES;
  const { readSiteFiles } = await import("./site_files.ts");
  return readSiteFiles(root, followSymlinks);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Imports the search only if there are files to look for, to keep startup short. */
async function findDeniedFiles(
  root: string,
  ownFiles: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (ownFiles.length === 0) return undefined;
  const { findDenied } = await import("./denied.ts");
  return findDenied(root, ownFiles);
}

/** Adds the access rules of the main site to those of a host, so that another Host name can't bypass them. */
function joinAuth(own: AuthSettings, main: AuthSettings | undefined): AuthSettings {
  if (main === undefined) return own;
  return {
    rules: [...own.rules, ...main.rules],
    users: [...own.users, ...main.users],
    files: [...own.files, ...main.files],
  };
}

/** Returns the rules for parts of the site, then the rule for all other paths. */
function authRules(options: Options, settings: SiteSettings | undefined): ConfiguredRule[] {
  const users = [
    ...options.auth,
    ...(settings?.auth.users ?? []),
    ...(options.authFile === undefined ? [] : loadUsers(options.authFile)),
  ];
  const rules = settings?.auth.rules ?? [];
  return users.length === 0 ? [...rules] : [...rules, { path: "/*", users }];
}
