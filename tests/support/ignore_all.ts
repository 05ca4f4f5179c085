// Preloaded if there is no executable to test. Reports every test as ignored, with the reason.

const REASON = Deno.env.get("PLINTH_NO_EXECUTABLE") ?? "no executable";
const register = Deno.test;

/** Accepts all overloads of `Deno.test`. Only the name is used. */
function ignore(...args: readonly unknown[]): void {
  const names = args.map((arg) =>
    typeof arg === "string" ? arg : (arg as { name?: unknown } | undefined)?.name
  );
  const name = names.find((each) => typeof each === "string" && each !== "") ?? "test";
  register({ name: `${name} (${REASON})`, ignore: true, fn: () => {} });
}

function nothing(): void {}

const test = Object.assign(ignore, {
  ...{ ignore, only: ignore },
  ...{ beforeAll: nothing, afterAll: nothing, beforeEach: nothing, afterEach: nothing },
});
Object.assign(Deno, { test });
