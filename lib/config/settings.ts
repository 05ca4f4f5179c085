import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { resolve } from "../util/path.ts";
import * as v from "valibot";
import { type GivenOptions, OPTIONS, type OptionSpec } from "./options.ts";
import { readHosts } from "./values.ts";
import { UsageError } from "../util/usage_error.ts";
import { type AuthSettings, readAuthSettings } from "./auth_settings.ts";
import type { SiteRules } from "./config.ts";
import { readRuleSettings } from "./rule_settings.ts";
import { type JsonDocument, type JsonPath, parseJsonc } from "./jsonc.ts";
import { type Mistake, SettingsError } from "./settings_error.ts";
import { type AnySchema, findUnknownNames, type UnknownName } from "./unknown_names.ts";
import { readServeSettings, SERVE_SETTINGS } from "./serve_json.ts";
import { type HostValue, SETTINGS, type SettingsValue } from "./settings_schema.ts";

/** What is said of a site. */
export interface SiteSettings {
  readonly options: GivenOptions;
  readonly rules: Omit<SiteRules, "auth">;
  readonly auth: AuthSettings;
}

/** What is said of a site for some host names. */
export interface HostSettings extends SiteSettings {
  readonly names: readonly string[];
}

/** What a settings file says, read and checked. */
export interface Settings extends SiteSettings {
  readonly hosts: readonly HostSettings[];
  /** What it says for others, and is left out of account. */
  readonly unsupported: readonly Mistake[];
  /** For a mistake that shows only later, as a folder that is not there. */
  readonly diagnosticAt: JsonDocument["diagnosticAt"];
}

/**
 * Reads what a settings file says.
 *
 * @param file As it was named; relative names in it count from its folder.
 * @throws {SettingsError} With every mistake in it.
 */
export async function parseSettings(text: string, file: string): Promise<Settings> {
  const document = await parseJsonc(text, file);
  if (/(?:^|[/\\])serve\.json$/.test(file)) return readServeJson(document, file);
  if (Array.isArray(document.value)) {
    // To valibot a list is an object too.
    throw new SettingsError([
      document.diagnosticAt([], "this can't be a list", "an object, {...}"),
    ]);
  }
  const unknown = findUnknownNames(SETTINGS as AnySchema, document.value);
  const result = v.safeParse(SETTINGS, document.value);
  if (!result.success) {
    const issues = result.issues.filter((issue) => !isUnknownName(issue));
    throw new SettingsError([
      ...unknown.map((one) => explainUnknown(document, one)),
      ...issues.map((one) => explain(document, one)),
    ]);
  }
  const mistakes: Mistake[] = [];
  const folder = resolve(file, "..");
  const onMistake: OnMistake = (path, problem, advice) => {
    mistakes.push(document.diagnosticAt(path, problem, advice));
  };
  const site = readSite(result.output, folder, onMistake);
  const hosts = (result.output.hosts ?? []).map((host, index) =>
    readHost(host, folder, (path, ...more) => onMistake(["hosts", index, ...path], ...more))
  );
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return { ...site, hosts, unsupported: [], diagnosticAt: document.diagnosticAt };
}

/** What is not known there is told of, and left out: it may be meant for others. */
function readServeJson(document: JsonDocument, file: string): Settings {
  const result = v.safeParse(SERVE_SETTINGS, document.value);
  if (!result.success) throw new SettingsError(result.issues.map((one) => explain(document, one)));
  const unsupported = findUnknownNames(SERVE_SETTINGS as unknown as AnySchema, document.value)
    .map(({ path }) =>
      document.diagnosticAt(
        path,
        `${pathText(path)} is not supported`,
        "see the manual's page on rules",
        true,
      )
    );
  const settings = readServeSettings(result.output, resolve(file, ".."), (path, ...more) => {
    unsupported.push(document.diagnosticAt(path, ...more));
  });
  const auth = { rules: [], users: [], files: [] };
  return { ...settings, auth, hosts: [], unsupported, diagnosticAt: document.diagnosticAt };
}

type OnMistake = (path: JsonPath, problem: string, advice: string) => void;

function readSite(
  value: SettingsValue | HostValue,
  folder: string,
  onMistake: OnMistake,
): SiteSettings {
  return {
    options: readOptions(value, folder, (path, error) => {
      onMistake(path, error.message, error.advice);
    }),
    rules: readRuleSettings(value, onMistake),
    auth: readAuthSettings(value.auth, folder, onMistake),
  };
}

function readHost(value: HostValue, folder: string, onMistake: OnMistake): HostSettings {
  const site = readSite(value, folder, onMistake);
  if (site.options.directory === undefined) {
    onMistake([], '"directory" is missing', "the folder of this site");
  }
  try {
    return { ...site, names: readHosts([value.names].flat().join(","), '"names"') };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    onMistake(["names"], error.message, error.advice);
    return { ...site, names: [] };
  }
}

/** What valibot found, with the place of it; its messages say what would be right. */
function explain(document: JsonDocument, issue: v.BaseIssue<unknown>): Mistake {
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const name = path.length === 0 ? "this" : pathText(path);
  if (issue.received === "undefined") {
    return document.diagnosticAt(path.slice(0, -1), `${name} is missing`, issue.message);
  }
  return document.diagnosticAt(path, `${name} can't be ${shorten(issue.input)}`, issue.message);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? "that";
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`;
}

/** How much of a wrong value is shown, in UTF-16 code units. */
const MAX_SHOWN = 60;

/** `"redirects"[2]."from"`, for messages. */
function pathText(path: JsonPath): string {
  return path.map((key, index) =>
    typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}"${key}"`
  ).join("");
}

function isUnknownName({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === "strict_object" && expected === "never";
}

function explainUnknown(document: JsonDocument, { path, known }: UnknownName): Mistake {
  const given = String(path.at(-1));
  const nearest = known.reduce((best, name) =>
    levenshteinDistance(given, name) < levenshteinDistance(given, best) ? name : best
  );
  const problem = `there is no setting ${pathText(path)}`;
  return document.diagnosticAt(path, problem, `did you mean "${nearest}"?`, true);
}

function readOptions(
  value: SettingsValue | HostValue,
  folder: string,
  onError: (path: JsonPath, error: UsageError) => void,
): GivenOptions {
  const options: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries<OptionSpec<unknown>>(OPTIONS)) {
    const given = (value as Readonly<Record<string, unknown>>)[key];
    if (
      given === undefined || key === "auth" || (given === false && spec.impliedValue !== undefined)
    ) {
      continue;
    }
    try {
      options[key] = readOption(given, key, spec, folder);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      onError([key], error);
    }
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
