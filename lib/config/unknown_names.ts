import type { JsonPath } from "./jsonc.ts";

/** A member that an object of a schema does not have. */
export interface UnknownName {
  readonly path: JsonPath;
  /** Those that it has. */
  readonly known: readonly string[];
}

/** What is looked at of a schema of valibot's. */
export interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
}

/** Finds every member with a name that is not in the schema (valibot tells the first of each object alone). */
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
  if (schema.type === "union") return inUnion(schema, value, path);
  const { entries } = schema;
  if (entries === undefined || !isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (inner !== undefined) return findUnknownNames(inner, member, [...path, name]);
    return [{ path: [...path, name], known: Object.keys(entries) }];
  });
}

/** Of the alternatives that have the value's form, the one that knows most of its names. */
function inUnion({ options = [] }: AnySchema, value: unknown, path: JsonPath): UnknownName[] {
  const schemas = options.filter((option): option is AnySchema => typeof option === "object");
  const found = schemas.filter((schema) => hasForm(schema, value))
    .map((schema) => findUnknownNames(schema, value, path));
  return found.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

function hasForm(schema: AnySchema, value: unknown): boolean {
  return Array.isArray(value) ? schema.type === "array" : schema.entries !== undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
