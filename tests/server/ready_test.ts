import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/parse.ts";
import { createConfig } from "../../lib/config/config.ts";
import { readyText } from "../../lib/server/ready.ts";

/** What is said for a command line, as on a terminal. */
function said(line: string, isErrorTerminal = true): string {
  const config = createConfig(parseCommandLine(line.split(" ")), "/srv/site", {
    variables: { PORT: undefined, NO_COLOR: "1", DEBUG: undefined },
    ...{ cores: 2, portIsShareable: true, isTerminal: false, isErrorTerminal },
  });
  const { hostname, socket } = config;
  const address = { hostname, port: 8000, ...(socket !== undefined && { socket }) };
  return readyText(config, { address } as Parameters<typeof readyText>[1]);
}

/** The line of a fact. */
function fact(name: string, line: string): string {
  return said(line).split("\n").find((each) => each.startsWith(`  ${name}`)) ?? "";
}

Deno.test("readyText() is the ready line alone where no person reads it", () => {
  assertEquals(said(".", false), "Serving /srv/site at http://127.0.0.1:8000/\n");
  assertEquals(
    said(". --base-path=/docs --bind=::1", false),
    "Serving /srv/site at http://[::1]:8000/docs/\n",
  );
});

Deno.test("readyText() tells a person who can reach the site", () => {
  assertStringIncludes(fact("reach", "."), "this machine alone; --bind 0.0.0.0");
  assertStringIncludes(fact("reach", ". --bind=192.0.2.7"), "unencrypted (--tls-self-signed");
  const secure = fact("reach", ". --bind=192.0.2.7 --tls-self-signed");
  assert(secure.endsWith("whoever is in the same network"), secure);
  assertStringIncludes(fact("reach", ". --bind=unix:/run/p.sock"), "socket file");
});

Deno.test("readyText() tells how many workers there are, and how to stop", () => {
  assertStringIncludes(fact("sandbox", ". --workers=1"), "one worker that may read this folder");
  assertStringIncludes(fact("sandbox", ". --workers=3"), "3 workers that may");
  assertStringIncludes(fact("stop", "."), "Ctrl+C");
});
