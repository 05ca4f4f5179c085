/** Something went wrong that whoever builds can mend. */
export class BuildError extends Error {
  /**
   * @param advice What to do.
   * @param kind Whether the command line was wrong, the base runtime is missing, or something else failed.
   */
  constructor(
    message: string,
    readonly advice: string,
    readonly kind: "usage" | "noBase" | "failed" = "failed",
  ) {
    super(message);
  }

  /** The exit status that tells the kinds apart. */
  get status(): number {
    return { usage: 2, noBase: 3, failed: 1 }[this.kind];
  }
}
