import { assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import { UsageError } from "../../../lib/util/errors.ts";
import { gateConfig } from "../../../lib/config/gate.ts";

const DEFAULTS = {
  maxConnections: 4096,
  maxPerAddress: 256,
  headerTimeout: 10,
  idleTimeout: 60,
  writeTimeout: 60,
};

function gateOf(...args: string[]) {
  return gateConfig(parseCommandLine(args));
}

Deno.test("gateConfig() turns the gate on for reachable addresses and for TLS", () => {
  for (const bind of ["0.0.0.0", "::", "192.0.2.1", "example.org"]) {
    assertEquals(gateOf("--bind", bind), DEFAULTS, bind);
  }
  assertEquals(gateOf("--tls-self-signed"), DEFAULTS);
  assertEquals(gateOf("--tls-cert=a", "--tls-key=b"), DEFAULTS);
  for (const bind of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assertEquals(gateOf("--bind", bind), undefined, bind);
  }
});

Deno.test("gateConfig() turns the gate on if a limit is given; 0 means no limit", () => {
  assertEquals(gateOf("--max-connections=10"), { ...DEFAULTS, maxConnections: 10 });
  assertEquals(gateOf("--max-connections-per-address=0"), { ...DEFAULTS, maxPerAddress: Infinity });
  assertEquals(gateOf("--header-timeout=2.5"), { ...DEFAULTS, headerTimeout: 2.5 });
  assertEquals(gateOf("--idle-timeout=0"), { ...DEFAULTS, idleTimeout: Infinity });
  assertEquals(gateOf("--write-timeout=1"), { ...DEFAULTS, writeTimeout: 1 });
});

Deno.test("gateConfig() turns the gate off with --no-gate, which conflicts with limits and TLS", () => {
  assertEquals(gateOf("--bind=0.0.0.0", "--no-gate"), undefined);
  for (const other of ["--max-connections=10", "--idle-timeout=1", "--tls-self-signed"]) {
    assertThrows(() => gateOf("--no-gate", other), UsageError, "--no-gate can't be combined with");
  }
});
