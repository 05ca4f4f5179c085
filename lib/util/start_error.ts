/** Why the server can't run: what is wrong, and what to do. */
export class StartError extends Error {
  override readonly name = "StartError";

  constructor(problem: string, readonly advice: string) {
    super(problem);
  }
}
