/** An error that the user of the build can fix. */
export class BuildError extends Error {
  /**
   * @param advice How to fix it.
   * @param kind `usage`: invalid command line; `noBase`: the base runtime is missing; `failed`: any other error.
   */
  constructor(
    message: string,
    readonly advice: string,
    readonly kind: "usage" | "noBase" | "failed" = "failed",
  ) {
    super(message);
  }

  /** Exit status by kind: 2, 3 or 1. */
  get status(): number {
    return { usage: 2, noBase: 3, failed: 1 }[this.kind];
  }
}
