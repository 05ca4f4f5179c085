import * as v from "valibot";
import type { Diagnostic } from "../rules/diagnostic.ts";
import { resolve } from "../util/path.ts";
import { type AuthSettings, readAuthSettings } from "./auth_settings.ts";
import type { SiteRules } from "./config.ts";
import { type JsonDocument, parseJsonc } from "./jsonc.ts";
import { readHosts } from "./network_values.ts";
import { type GivenOptions, OPTIONS, type OptionSpec } from "./options.ts";
import { type OnSettingsError, readRuleSettings, tryRead } from "./rule_settings.ts";
import {
  type AnySchema,
  findUnknownNames,
  issueDiagnostics,
  pathText,
  unknownNameDiagnostics,
} from "./schema_diagnostics.ts";
import { readServeSettings, SERVE_SETTINGS } from "./serve_json.ts";
import { SettingsError } from "./settings_error.ts";
import { type HostValue, SETTINGS, type SettingsValue } from "./settings_schema.ts";

/** Settings of a site. */
export interface SiteSettings {
  readonly options: GivenOptions;
  readonly rules: Omit<SiteRules, "auth">;
  readonly auth: AuthSettings;
}

/** Settings of a site for some host names. */
export interface HostSettings extends SiteSettings {
  readonly names: readonly string[];
}

/** A parsed and validated settings file. */
export interface Settings extends SiteSettings {
  readonly hosts: readonly HostSettings[];
  /** Settings of other servers that Plinth does not support; ignored. */
  readonly unsupported: readonly Diagnostic[];
  /** For errors that are found later, such as a folder that does not exist. */
  readonly diagnosticAt: JsonDocument["diagnosticAt"];
}

/**
 * Parses a settings file.
 *
 * @param file Path as given; relative paths in the file are resolved against its folder.
 * @throws {SettingsError} With all errors in the file.
 */
export async function parseSettings(text: string, file: string): Promise<Settings> {
  const document = await parseJsonc(text, file);
  if (/(?:^|[/\\])serve\.json$/.test(file)) return readServeJson(document, file);
  if (Array.isArray(document.value)) {
    // Valibot accepts an array as an object.
    throw new SettingsError([
      document.diagnosticAt([], "the file can't be an array", "use an object, {...}"),
    ]);
  }
  const unknown = findUnknownNames(SETTINGS as AnySchema, document.value);
  const result = v.safeParse(SETTINGS, document.value);
  if (!result.success) {
    throw new SettingsError([
      ...unknownNameDiagnostics(document, unknown),
      ...issueDiagnostics(document, result.issues),
    ]);
  }
  const errors: Diagnostic[] = [];
  const folder = resolve(file, "..");
  const onError: OnSettingsError = (path, problem, advice) => {
    errors.push(document.diagnosticAt(path, problem, advice));
  };
  const site = readSite(result.output, folder, onError);
  const hosts = (result.output.hosts ?? []).map((host, index) =>
    readHost(host, folder, (path, ...more) => onError(["hosts", index, ...path], ...more))
  );
  if (errors.length > 0) throw new SettingsError(errors);
  return { ...site, hosts, unsupported: [], diagnosticAt: document.diagnosticAt };
}

/** Reads a `serve.json`. Unknown keys are reported and ignored, because other tools may use them. */
function readServeJson(document: JsonDocument, file: string): Settings {
  const result = v.safeParse(SERVE_SETTINGS, document.value);
  if (!result.success) throw new SettingsError(issueDiagnostics(document, result.issues));
  const unknown = findUnknownNames(SERVE_SETTINGS as unknown as AnySchema, document.value);
  const unsupported = unknown.map(({ path }) => {
    const problem = `${pathText(path)} is not supported`;
    return document.diagnosticAt(path, problem, "see the manual's page on site rules", true);
  });
  const settings = readServeSettings(result.output, resolve(file, ".."), (path, ...more) => {
    unsupported.push(document.diagnosticAt(path, ...more));
  });
  const auth = { rules: [], users: [], files: [] };
  return { ...settings, auth, hosts: [], unsupported, diagnosticAt: document.diagnosticAt };
}

function readSite(
  value: SettingsValue | HostValue,
  folder: string,
  onError: OnSettingsError,
): SiteSettings {
  return {
    options: readOptions(value, folder, onError),
    rules: readRuleSettings(value, onError),
    auth: readAuthSettings(value.auth, folder, onError),
  };
}

function readHost(value: HostValue, folder: string, onError: OnSettingsError): HostSettings {
  const site = readSite(value, folder, onError);
  if (site.options.directory === undefined) {
    onError([], '"directory" is missing', "add the folder of this site");
  }
  const read = () => readHosts([value.names].flat().join(","), '"names"');
  return { ...site, names: tryRead(["names"], read, onError) ?? [] };
}

function readOptions(
  value: SettingsValue | HostValue,
  folder: string,
  onError: OnSettingsError,
): GivenOptions {
  const options: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries<OptionSpec<unknown>>(OPTIONS)) {
    const given = (value as Readonly<Record<string, unknown>>)[key];
    const isOff = given === false && spec.impliedValue !== undefined;
    if (given === undefined || key === "auth" || isOff) continue;
    options[key] = tryRead([key], () => readOption(given, key, spec, folder), onError);
  }
  return options;
}

function readOption(
  given: unknown,
  key: string,
  { read, repeatable = false, isPath = false, impliedValue }: OptionSpec<unknown>,
  folder: string,
): unknown {
  if (read === undefined) return given;
  if (given === true) return read(impliedValue ?? "", `"${key}"`);
  if (repeatable) return [given].flat().map((text) => read(String(text), `"${key}"`));
  const text = Array.isArray(given) ? given.join(",") : String(given);
  return read(isPath ? resolve(folder, text) : text, `"${key}"`);
}
