/** A mistake in the command line: what is wrong, and what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /** @param advice Completes "what to do is ...": shown in parentheses. */
  constructor(problem: string, readonly advice: string) {
    super(problem);
  }
}
