import type { Diagnostic } from "../rules/diagnostic.ts";
import { UsageError } from "../util/errors.ts";

/** Errors in a settings file or a rules file. The file is rejected as a whole. */
export class SettingsError extends UsageError {
  /** In order of their positions. */
  readonly diagnostics: readonly Diagnostic[];

  /** @param diagnostics At least one. */
  constructor(diagnostics: readonly Diagnostic[]) {
    const ordered = diagnostics.toSorted((one, other) =>
      one.line - other.line || one.column - other.column
    );
    const [first] = ordered;
    super(first === undefined ? "" : problemText(first), first?.advice ?? "");
    this.diagnostics = ordered;
  }
}

/** Returns the position and the problem of a diagnostic: `plinth.json:3:12: ...`. */
export function problemText({ file, line, column, problem }: Diagnostic): string {
  return `${file}:${line}:${column}: ${problem}`;
}
