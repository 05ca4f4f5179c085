/** What the operator should know of a line of `_redirects` or `_headers`, which is left out of account. */
export interface Diagnostic {
  /** From 1 on. */
  readonly line: number;
  /** From 1 on. */
  readonly column: number;
  readonly problem: string;
  /** What would be right. */
  readonly advice: string;
  /** Whether it is right elsewhere, but can't be had here; else it is a mistake. */
  readonly isUnsupported: boolean;
}

/** How long a file of rules and a line in it may be, in UTF-16 code units. */
export const MAX_FILE_LENGTH = 1024 * 1024;
export const MAX_LINE_LENGTH = 4096;

/** A line as its reader sees it: what is wrong in it is thrown. */
export class RuleError extends Error {
  /** @param at What it is about, as it stands in the line. */
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
 * Goes through the lines of a file of rules.
 *
 * @param read Takes a line; throws a {@linkcode RuleError} for one that is to be left out.
 */
export function readLines(text: string, read: (line: string) => void): Diagnostic[] {
  const notices: Diagnostic[] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    try {
      if (line.length > MAX_LINE_LENGTH) {
        throw new RuleError("the line is too long", `at most ${MAX_LINE_LENGTH} characters`);
      }
      read(line);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { message: problem, advice, at, isUnsupported } = error;
      const column = Math.max(line.indexOf(at), line.search(/\S/), 0) + 1;
      notices.push({ line: index + 1, column, problem, advice, isUnsupported });
    }
  }
  return notices;
}
