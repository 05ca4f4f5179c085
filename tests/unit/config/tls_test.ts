import { assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../support/parse_command_line.ts";
import { UsageError } from "../../../lib/util/errors.ts";
import { tlsConfig } from "../../../lib/config/tls.ts";

function tlsOf(...args: string[]) {
  return tlsConfig(parseCommandLine(args));
}

Deno.test("tlsConfig() returns absolute paths", () => {
  assertEquals(tlsOf(), undefined);
  assertEquals(tlsOf("--tls-self-signed"), { kind: "selfSigned" });
  const files = { kind: "files", cert: "/a.pem", key: "/b.pem" } as const;
  assertEquals(tlsOf("--tls-cert=/a.pem", "--tls-key=/b.pem"), {
    ...files,
    passwordFile: undefined,
  });
  assertEquals(tlsOf("--ssl-cert=/a.pem", "--ssl-key", "/b.pem", "--ssl-password-file=/c"), {
    ...files,
    passwordFile: "/c",
  });
});

Deno.test("tlsConfig() rejects incomplete and conflicting options", () => {
  const rows = [
    [["--tls-cert=a"], "--tls-cert needs --tls-key"],
    [["--tls-key=a"], "--tls-key needs --tls-cert"],
    [
      ["--tls-cert=a", "--tls-key=b", "--tls-self-signed"],
      "--tls-cert and --tls-self-signed can't be combined",
    ],
    [["--tls-password-file=a"], "--tls-password-file needs a key"],
    [["--https-redirect=80"], "--https-redirect needs HTTPS"],
    [
      ["--tls-self-signed", "--https-redirect=8443", "-p8443"],
      "--https-redirect can't use port 8443",
    ],
  ] as const;
  for (const [args, message] of rows) {
    assertThrows(() => tlsOf(...args), UsageError, message);
  }
});
