import { UsageError } from "../util/usage_error.ts";

/** A mistake in a file that the operator writes. */
export interface Mistake {
  /** The file, as it was named. */
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  /** In UTF-16 code units, from 1 on. */
  readonly column: number;
  /** What is wrong. */
  readonly problem: string;
  /** What would be right. */
  readonly advice: string;
}

/** Mistakes in the files that say what to serve: none of what they say is taken. */
export class SettingsError extends UsageError {
  /** In the order of their places. */
  readonly diagnostics: readonly Mistake[];

  /** @param mistakes At least one. */
  constructor(mistakes: readonly Mistake[]) {
    const ordered = mistakes.toSorted((one, other) =>
      one.line - other.line || one.column - other.column
    );
    const [first] = ordered;
    super(first === undefined ? "" : problemText(first), first?.advice ?? "");
    this.diagnostics = ordered;
  }
}

/** Where a mistake is, and what it is: `plinth.json:3:12: ...`. */
export function problemText({ file, line, column, problem }: Mistake): string {
  return `${file}:${line}:${column}: ${problem}`;
}

/** Line and column of a place in a text, both from 1 on. @param offset In UTF-16 code units. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
