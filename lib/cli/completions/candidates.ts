import type { OptionSpec } from "../../config/options.ts";

/** What can be offered for the value of an option. */
export type ValueKind =
  | { readonly kind: "none" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "file" }
  | { readonly kind: "folder" }
  | { readonly kind: "other" };

/** What kind of value an option takes, as its placeholder in the table says. */
export function valueKind({ placeholder }: OptionSpec<unknown>): ValueKind {
  if (placeholder === undefined) return { kind: "none" };
  if (/^[a-z0-9-]+(?:\|[a-z0-9-]+)+$/.test(placeholder)) {
    return { kind: "choice", choices: placeholder.split("|") };
  }
  if (placeholder === "DIR") return { kind: "folder" };
  return placeholder === "FILE" ? { kind: "file" } : { kind: "other" };
}

/** Every long name of an option, with its dashes. */
export function longNames({ name, aliases = [] }: OptionSpec<unknown>): string[] {
  return [name, ...aliases].map((long) => `--${long}`);
}

/** Every name of an option, with its dashes. */
export function allNames(spec: OptionSpec<unknown>): string[] {
  return [...(spec.short === undefined ? [] : [`-${spec.short}`]), ...longNames(spec)];
}

/** Text in single quotes, as POSIX shells and fish read it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
