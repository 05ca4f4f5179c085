import type { OptionSpec } from "../../config/options.ts";

/** Kind of value to complete for an option. */
export type ValueKind =
  | { readonly kind: "none" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "file" }
  | { readonly kind: "folder" }
  | { readonly kind: "other" };

/** Derives the kind of an option's value from its placeholder. */
export function valueKind({ placeholder }: OptionSpec<unknown>): ValueKind {
  if (placeholder === undefined) return { kind: "none" };
  if (/^[a-z0-9-]+(?:\|[a-z0-9-]+)+$/.test(placeholder)) {
    return { kind: "choice", choices: placeholder.split("|") };
  }
  if (placeholder === "DIR") return { kind: "folder" };
  return placeholder === "FILE" ? { kind: "file" } : { kind: "other" };
}

/** Returns the long names of an option, with dashes. */
export function longNames({ name, aliases = [] }: OptionSpec<unknown>): string[] {
  return [name, ...aliases].map((long) => `--${long}`);
}

/** Returns all names of an option, with dashes. */
export function allNames(spec: OptionSpec<unknown>): string[] {
  return [...(spec.short === undefined ? [] : [`-${spec.short}`]), ...longNames(spec)];
}

/** Quotes text with single quotes for POSIX shells and fish. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
