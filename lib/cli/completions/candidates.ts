import type { OptionSpec } from "../../config/options.ts";

/** Kind of value to complete for an option. */
export type ValueKind = "none" | "choice" | "file" | "folder" | "other";

/** Derives the kind of an option's value from its placeholder. */
export function valueKind({ placeholder }: OptionSpec<unknown>): ValueKind {
  if (placeholder === undefined) return "none";
  if (placeholder === "DIR") return "folder";
  if (placeholder === "FILE") return "file";
  return /^[a-z0-9-]+(?:\|[a-z0-9-]+)+$/.test(placeholder) ? "choice" : "other";
}

/** Returns the words that an option takes whose value is a choice. */
export function choicesOf({ placeholder = "" }: OptionSpec<unknown>): string[] {
  return placeholder.split("|");
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
