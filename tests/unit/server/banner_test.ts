import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import { createConfig } from "../../../lib/config/create_config.ts";
import { readyText } from "../../../lib/server/banner.ts";

/** The text for a command line, as on a terminal. @param locked Paths that require a login. */
function textFor(line: string, isErrorTerminal = true, locked: readonly string[] = []): string {
  const config = createConfig(parseCommandLine(line.split(" ")), "/srv/site", {
    variables: { PORT: undefined, NO_COLOR: "1", DEBUG: undefined },
    ...{ cores: 2, portIsShareable: true, isTerminal: false, isErrorTerminal },
  });
  const { hostname, socket } = config;
  const address = { hostname, port: 8000, ...(socket !== undefined && { socket }) };
  const certificate = { fingerprint: Array(32).fill("A1").join(":") };
  const site = { ...config.site, auth: locked.map((path) => ({ path, id: path })) };
  return readyText(
    { ...config, site },
    { address, certificate } as Parameters<typeof readyText>[1],
  );
}

/** The line of a fact. */
function fact(name: string, line: string, locked: readonly string[] = []): string {
  return textFor(line, true, locked).split("\n").find((each) => each.startsWith(`  ${name}`)) ?? "";
}

Deno.test("readyText() is only the ready line without a terminal", () => {
  assertEquals(textFor(".", false), "Serving /srv/site at http://127.0.0.1:8000/\n");
  assertEquals(
    textFor(". --base-path=/docs --bind=::1", false),
    "Serving /srv/site at http://[::1]:8000/docs/\n",
  );
});

Deno.test("readyText() shows who can reach the site", () => {
  assertStringIncludes(fact("reach", "."), "this machine only; --bind 0.0.0.0");
  assertStringIncludes(fact("reach", ". --bind=192.0.2.7"), "unencrypted; --tls-self-signed");
  const secure = fact("reach", ". --bind=192.0.2.7 --tls-self-signed");
  assert(secure.endsWith("everyone on the network"), secure);
  assertStringIncludes(fact("reach", ". --bind=unix:/run/p.sock"), "socket file");
});

Deno.test("readyText() shows the number of workers and how to stop", () => {
  assertStringIncludes(fact("sandbox", ". --workers=1"), "one worker that may read this folder");
  assertStringIncludes(fact("sandbox", ". --workers=3"), "3 workers that may");
  assertStringIncludes(fact("stop", "."), "Ctrl+C");
});

Deno.test("readyText() shows what requires a password, and whether it is sent unencrypted", () => {
  const login = (line: string, ...locked: string[]) => fact("login", line, locked).trim();
  assertEquals(login("."), "");
  assertEquals(login(".", "/*"), "login    password required");
  assertEquals(login(".", "/a/*"), "login    password required for /a/*");
  assertEquals(login(".", "/a/*", "/*"), "login    password required");
  const long = `/${"a".repeat(40)}/*`;
  assertEquals(login(".", long), "login    password required for parts of the site");
  assertStringIncludes(login(". --bind=192.0.2.7", "/*"), "password required, sent unencrypted");
  for (const bind of ["192.0.2.7 --tls-self-signed", "unix:/run/p.sock"]) {
    assertEquals(login(`. --bind=${bind}`, "/*"), "login    password required");
  }
});

Deno.test("readyText() shows the fingerprint of a self-signed certificate", () => {
  const whole = "(?:[0-9A-F]{2}:){31}[0-9A-F]{2}";
  assertMatch(textFor(". --tls-self-signed", false), new RegExp(`SHA-256:\\n  ${whole}\\n$`));
  const half = "(?:[0-9A-F]{2}:){15}[0-9A-F]{2}";
  const lines = new RegExp(`SHA-256:\\n  ${half}:\\n  ${half}\\n`);
  assertMatch(textFor(". --tls-self-signed"), lines);
});

Deno.test("readyText() shows that pages reload", () => {
  assertEquals(fact("live", "."), "");
  assertStringIncludes(fact("live", ". --live"), "when a file changes");
});

Deno.test("readyText() fits a terminal of 80 columns", () => {
  const secure = ["127.0.0.1", "192.0.2.7"].map((bind) => `${bind} --tls-self-signed`);
  for (const bind of ["127.0.0.1", "192.0.2.7", "unix:/run/p.sock", ...secure]) {
    for (const locked of ["/*", "/123456789/123456789/*"]) {
      const text = textFor(`. --workers=16 --live --bind=${bind}`, true, [locked]);
      for (const line of text.split("\n").slice(1)) assert(line.length <= 80, line);
    }
  }
});
