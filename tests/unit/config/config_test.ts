import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/util/errors.ts";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import type { Config, Environment } from "../../../lib/config/config.ts";
import { createConfig } from "../../../lib/config/create_config.ts";
import { permissionsText, workerPermissions } from "../../../lib/config/permissions.ts";
import { formatAddress } from "../../../lib/util/listen_address.ts";

const ENVIRONMENT: Environment = {
  variables: { PORT: undefined, NO_COLOR: undefined, DEBUG: undefined },
  cores: 4,
  portIsShareable: true,
  isTerminal: false,
  isErrorTerminal: false,
};

function configOf(line: string, environment: Partial<Environment> = {}): Config {
  const args = line === "" ? [] : line.split(" ");
  return createConfig(parseCommandLine(args), "/srv/site", { ...ENVIRONMENT, ...environment });
}

function withVariables(variables: Partial<Environment["variables"]>): Partial<Environment> {
  return { variables: { ...ENVIRONMENT.variables, ...variables } };
}

Deno.test("createConfig() fills in every default", () => {
  assertEquals(configOf(""), {
    site: {
      root: "/srv/site",
      index: ["index.html"],
      listing: true,
      hidden: false,
      followSymlinks: false,
      live: false,
      basePath: [],
      headers: [],
      cache: [],
      etag: "stat",
      compress: true,
      precompressed: true,
      secure: false,
      spa: undefined,
      cleanUrls: false,
      cors: undefined,
      redirects: [],
      headerRules: [],
      errorPages: {},
      auth: [],
      allowHost: [],
    },
    socket: undefined,
    hosts: [],
    hostname: "127.0.0.1",
    port: 8000,
    workers: 4,
    tls: undefined,
    httpsRedirect: undefined,
    gate: undefined,
    trustProxy: [],
    gracePeriod: 10,
    admin: undefined,
    logFile: undefined,
    logFormat: "combined",
    colors: false,
    isInteractive: false,
    reportColors: false,
    qr: false,
    debug: false,
  });
});

Deno.test("createConfig() uses the combined format for a log file, even on a terminal", () => {
  const { logFile, logFormat, colors } = configOf("--log-file=a.log", { isTerminal: true });
  assertEquals([logFile, logFormat, colors], ["a.log", "combined", false]);
  assertEquals(configOf("--log-file=a.log --log-format=json").logFormat, "json");
});

Deno.test("createConfig() uses the port of the command line, then PORT, then 8000", () => {
  const rows = [["", "3000", 3000], ["80", "3000", 80], ["-p 0", "3000", 0], [
    "",
    "x",
    8000,
  ]] as const;
  for (const [line, PORT, port] of rows) {
    assertEquals(configOf(line, withVariables({ PORT })).port, port, `${line} PORT=${PORT}`);
  }
  assertEquals(configOf("", withVariables({ PORT: "99999" })).port, 8000);
});

Deno.test("createConfig() uses one worker per core, at most 8, or one if the port can't be shared", () => {
  const rows = [[1, "", 1], [64, "", 8], [2, "--workers=3", 3]] as const;
  for (const [cores, line, workers] of rows) {
    assertEquals(configOf(line, { cores }).workers, workers);
  }
  assertEquals(configOf("--workers=3", { portIsShareable: false }).workers, 1);
});

Deno.test("createConfig() chooses the log format and colours by whether stdout is a terminal", () => {
  assertEquals(configOf("", { isTerminal: true }).logFormat, "pretty");
  assertEquals(configOf("--log-format=json", { isTerminal: true }).logFormat, "json");
  assertEquals(configOf("-q", { isTerminal: true }).logFormat, undefined);
  assert(configOf("", { isTerminal: true }).colors);
  assert(!configOf("", { isTerminal: true, ...withVariables({ NO_COLOR: "1" }) }).colors);
});

Deno.test("createConfig() turns a Cache-Control header into a cache rule", () => {
  const { site } = configOf("-H Cache-Control:no-store -H X:1 --cache=*.js=auto");
  assertEquals(site.headers, [["x", "1"]]);
  assertEquals(site.cache, [{ value: "no-store" }, { glob: "*.js", value: "auto" }]);
});

Deno.test("createConfig() enables stack traces if DEBUG lists plinth", () => {
  const rows = [["plinth", true], ["a,plinth,b", true], ["plinths", false], ["", false]] as const;
  for (const [DEBUG, debug] of rows) {
    assertEquals(configOf("", withVariables({ DEBUG })).debug, debug, DEBUG);
  }
});

Deno.test("workerPermissions() allows reading the root and listening on the address only", () => {
  const permissions = workerPermissions(configOf(""), { hostname: "::1", port: 8443 });
  assertEquals(permissions, {
    read: ["/srv/site"],
    net: ["[::1]:8443"],
    env: false,
    ffi: false,
    import: false,
    run: false,
    sys: false,
    write: false,
  });
});

Deno.test("createConfig() uses one worker for a Unix socket", () => {
  const config = configOf("--bind=unix:/run/a.sock");
  assertEquals([config.socket, config.hostname, config.workers], ["/run/a.sock", "", 1]);
  const { read, write, net } = workerPermissions(config, config);
  assertEquals(read, ["/srv/site", "/run/a.sock"]);
  assertEquals([write, net], [["/run/a.sock"], ["unix:/run/a.sock"]]);
  assertThrows(
    () => configOf("--bind=unix:/a --tls-self-signed"),
    UsageError,
    "HTTPS is not available",
  );
});

Deno.test("permissionsText() lists allowed and refused permissions", () => {
  const text = permissionsText(configOf("--workers=1"));
  assertStringIncludes(text, "Each of 1 worker may\n  read  /srv/site\n  net   127.0.0.1:8000\n");
  assertStringIncludes(text, "Refused: env, ffi, import, run, sys, write.");
});

Deno.test("formatAddress() puts an IPv6 address into brackets", () => {
  assertEquals(formatAddress({ hostname: "127.0.0.1", port: 1 }), "127.0.0.1:1");
  assertEquals(formatAddress({ hostname: "::", port: 2 }), "[::]:2");
});
