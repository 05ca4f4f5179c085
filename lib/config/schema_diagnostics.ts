import { levenshteinDistance } from "@std/text/levenshtein-distance";
import type { BaseIssue } from "valibot";
import type { Diagnostic } from "../rules/diagnostic.ts";
import type { JsonDocument, JsonPath } from "./jsonc.ts";

/** A member whose name is not in the schema of its object. */
export interface UnknownName {
  readonly path: JsonPath;
  /** Names that the schema has. */
  readonly known: readonly string[];
}

/** The parts of valibot's schemas that {@linkcode findUnknownNames} reads. */
export interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
}

/** Finds all members that are not in the schema. Valibot reports only the first one of each object. */
export function findUnknownNames(
  schema: AnySchema,
  value: unknown,
  path: JsonPath = [],
): UnknownName[] {
  if (schema.wrapped !== undefined) return findUnknownNames(schema.wrapped, value, path);
  if (schema.type === "array" && Array.isArray(value) && schema.item !== undefined) {
    const { item } = schema;
    return value.flatMap((element, index) => findUnknownNames(item, element, [...path, index]));
  }
  if (schema.type === "union") return findInUnion(schema, value, path);
  const { entries } = schema;
  if (entries === undefined || !isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (inner !== undefined) return findUnknownNames(inner, member, [...path, name]);
    return [{ path: [...path, name], known: Object.keys(entries) }];
  });
}

/** Uses the alternative with the fewest unknown names, among those for the same type as the value. */
function findInUnion({ options = [] }: AnySchema, value: unknown, path: JsonPath): UnknownName[] {
  const schemas = options.filter((option): option is AnySchema => typeof option === "object");
  const found = schemas.filter((schema) => hasSameType(schema, value))
    .map((schema) => findUnknownNames(schema, value, path));
  return found.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

function hasSameType(schema: AnySchema, value: unknown): boolean {
  return Array.isArray(value) ? schema.type === "array" : schema.entries !== undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns diagnostics for the issues that valibot found. Unknown names are omitted. */
export function issueDiagnostics(
  document: JsonDocument,
  issues: readonly BaseIssue<unknown>[],
): Diagnostic[] {
  return issues.filter(({ type, expected }) => type !== "strict_object" || expected !== "never")
    .map((issue) => explain(document, issue));
}

/** Returns diagnostics for unknown names, with the closest known name. */
export function unknownNameDiagnostics(
  document: JsonDocument,
  unknown: readonly UnknownName[],
): Diagnostic[] {
  return unknown.map(({ path, known }) => {
    const given = String(path.at(-1));
    const nearest = known.reduce((best, name) =>
      levenshteinDistance(given, name) < levenshteinDistance(given, best) ? name : best
    );
    const problem = `unknown setting ${pathText(path)}`;
    return document.diagnosticAt(path, problem, `did you mean "${nearest}"?`, true);
  });
}

/** The messages of the schemas are noun phrases that say what is valid. */
function explain(document: JsonDocument, issue: BaseIssue<unknown>): Diagnostic {
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const name = path.length === 0 ? "the file" : pathText(path);
  if (issue.received === "undefined") {
    return document.diagnosticAt(path.slice(0, -1), `${name} is missing`, `add ${issue.message}`);
  }
  const problem = `${name} can't be ${shorten(issue.input)}`;
  return document.diagnosticAt(path, problem, `use ${issue.message}`);
}

/** Maximum length of an invalid value in a message, in UTF-16 code units. */
const MAX_SHOWN = 60;

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? "that";
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`;
}

/** Returns a path as messages show it: `"redirects"[2]."from"`. */
export function pathText(path: JsonPath): string {
  return path.map((key, index) =>
    typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}"${key}"`
  ).join("");
}
