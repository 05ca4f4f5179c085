import { assertEquals } from "@std/assert";
import { keyUsageProblem } from "../../../lib/tls/key_usage.ts";
import { createSelfSigned } from "../../../lib/tls/self_signed.ts";
import { TemporaryFolder } from "../../support/folder.ts";
import { createWithExtensions } from "../../support/certificates.ts";
import { testWith } from "../../support/tools.ts";

Deno.test("keyUsageProblem() accepts a self-signed certificate, and what it can't parse", async () => {
  assertEquals(keyUsageProblem((await createSelfSigned(["localhost"])).cert), undefined);
  assertEquals(keyUsageProblem("nonsense"), undefined);
});

testWith(
  ["openssl"],
  "keyUsageProblem() names certificates that were made for something else",
  async () => {
    const rows: readonly (readonly [readonly string[], string | undefined])[] = [
      [[], undefined],
      [["extendedKeyUsage=serverAuth"], undefined],
      [["extendedKeyUsage=clientAuth,serverAuth", "keyUsage=digitalSignature"], undefined],
      [["extendedKeyUsage=anyExtendedKeyUsage"], undefined],
      [["extendedKeyUsage=clientAuth"], "is not for servers"],
      [["extendedKeyUsage=critical,codeSigning,emailProtection"], "is not for servers"],
      [["keyUsage=critical,keyCertSign,cRLSign"], "is not for signatures, which TLS needs"],
    ];
    using folder = new TemporaryFolder();
    for (const [extensions, problem] of rows) {
      const { cert } = await createWithExtensions(folder, extensions);
      assertEquals([extensions, keyUsageProblem(cert)?.problem], [extensions, problem]);
    }
  },
);
