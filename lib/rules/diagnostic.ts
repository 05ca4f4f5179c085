/** A problem at a position in a file that the operator wrote. */
export interface Diagnostic {
  /** The file, as the operator named it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
  /** What is wrong. */
  readonly problem: string;
  /** What to do about it. */
  readonly advice: string;
  /** Whether the text is valid for other servers but Plinth does not support it; otherwise it is an error. */
  readonly isUnsupported?: boolean;
}

/** Maximum lengths of a rules file and of a line in it, in UTF-16 code units. */
export const MAX_FILE_LENGTH = 1024 * 1024;
export const MAX_LINE_LENGTH = 4096;

/** Thrown for a rule that can't be used. */
export class RuleError extends Error {
  /** @param at The part of the line that is wrong; the diagnostic points to its first occurrence. */
  constructor(
    problem: string,
    readonly advice: string,
    readonly at = "",
    readonly isUnsupported = false,
  ) {
    super(problem);
  }
}

/**
 * Reads a rules file line by line.
 *
 * @param file Name of the file, for the diagnostics.
 * @param read Parses one line; throws a {@linkcode RuleError} to skip it.
 * @returns A diagnostic for each skipped line.
 */
export function readLines(
  text: string,
  file: string,
  read: (line: string) => void,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    try {
      if (line.length > MAX_LINE_LENGTH) {
        throw new RuleError("the line is too long", `the limit is ${MAX_LINE_LENGTH} characters`);
      }
      read(line);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { message: problem, advice, at, isUnsupported } = error;
      const column = Math.max(line.indexOf(at), line.search(/\S/), 0) + 1;
      diagnostics.push({ file, line: index + 1, column, problem, advice, isUnsupported });
    }
  }
  return diagnostics;
}
