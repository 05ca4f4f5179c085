import { assertEquals } from "@std/assert";

const MODULE = new URL("../../../lib/config/environment.ts", import.meta.url).href;

/** Runs code in a process with its own environment, so that other tests do not see it. */
async function evaluate(code: string, allowEnv: string, env: Record<string, string>) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-config", "--no-check", allowEnv, "-"],
    env: { ...env, HOME: Deno.env.get("HOME") ?? "", DENO_DIR: Deno.env.get("DENO_DIR") ?? "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(`import * as module from "${MODULE}";\n${code}`));
  await input.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}

Deno.test("readEnvironment() reads only the variables that the permissions cover", async () => {
  const code = "console.log(JSON.stringify(module.readEnvironment()))";
  const env = { PORT: "9000", DEBUG: "plinth", NO_COLOR: "1" };
  const all = await evaluate(code, "--allow-env=PORT,DEBUG,NO_COLOR", env);
  assertEquals(all.variables, env);
  assertEquals(all.isTerminal, false);
  assertEquals(all.portIsShareable, Deno.build.os === "linux");
  assertEquals(all.cores, navigator.hardwareConcurrency);
  const one = await evaluate(code, "--allow-env=PORT", env);
  assertEquals(one.variables, { PORT: "9000" });
});

Deno.test("ignoreServeAddress() deletes DENO_SERVE_ADDRESS if permitted", async () => {
  const code = `module.ignoreServeAddress();
    console.log(JSON.stringify(Deno.env.get("DENO_SERVE_ADDRESS") ?? null));`;
  const env = { DENO_SERVE_ADDRESS: "tcp:0.0.0.0:1" };
  assertEquals(await evaluate(code, "--allow-env=DENO_SERVE_ADDRESS", env), null);
  const harmless = `module.ignoreServeAddress(); console.log("true");`;
  assertEquals(await evaluate(harmless, "--allow-env=PORT", env), true);
});
