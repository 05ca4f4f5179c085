import { assert, assertEquals, assertThrows } from "@std/assert";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { StartError } from "../../../lib/util/errors.ts";
import { readCertificate } from "../../../lib/tls/certificate.ts";
import { createSelfSigned } from "../../../lib/tls/self_signed.ts";

const MADE = await createSelfSigned([
  "localhost",
  "example.org",
  "192.0.2.1",
  "2001:db8::1",
  "::1",
]);
const YEAR = 365 * 86_400_000;

function encrypted(passphrase: string): string {
  const options = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase } as const;
  return createPrivateKey(MADE.key).export(options).toString();
}

function read(files: { cert?: string; key?: string; password?: string }) {
  const { cert = MADE.cert, key = MADE.key, password } = files;
  return readCertificate({ cert, key, password });
}

Deno.test("createSelfSigned() creates a certificate for all names, valid for 397 days", () => {
  assertEquals(MADE.names, ["localhost", "example.org", "192.0.2.1", "[2001:db8::1]", "[::1]"]);
  const days = (MADE.expires - Date.now()) / 86_400_000;
  assert(days > 396 && days <= 397, `${days}`);
  assert(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(MADE.fingerprint));
});

Deno.test("readCertificate() decrypts an encrypted key", () => {
  assertEquals(
    read({ key: encrypted("secret"), password: "secret" }).fingerprint,
    MADE.fingerprint,
  );
  assertThrows(() => read({ key: encrypted("secret") }), StartError, "the key is encrypted");
  const wrong = { key: encrypted("secret"), password: "wrong" };
  assertThrows(() => read(wrong), StartError, "the password does not open the key");
});

Deno.test("readCertificate() ignores a password for an unencrypted key", () => {
  assertEquals(read({ password: "unused" }).fingerprint, MADE.fingerprint);
});

Deno.test("readCertificate() reports what is wrong", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const rows = [
    [{ cert: "" }, "--tls-cert holds no certificate"],
    [{ cert: MADE.key }, "--tls-cert holds no certificate"],
    [{ key: "x" }, "--tls-key holds no private key"],
    [{ key: MADE.cert }, "--tls-key holds no private key"],
    [{ key: other }, "do not belong together"],
  ] as const;
  for (const [files, message] of rows) assertThrows(() => read(files), StartError, message);
});

Deno.test("readCertificate() accepts a certificate that has expired, or is not valid yet", async () => {
  for (const now of [Date.now() - 2 * YEAR, Date.now() + YEAR]) {
    const { cert, key } = await createSelfSigned(["localhost"], now);
    const { begins, expires } = readCertificate({ cert, key, password: undefined });
    assert(begins <= now && begins > now - 2 * 3_600_000);
    assertEquals(Math.round((expires - now) / 86_400_000), 397);
  }
});

Deno.test("readCertificate() keeps the chain after the server's own certificate", async () => {
  const { cert } = await createSelfSigned(["ca.test"]);
  const chain = read({ cert: MADE.cert + cert });
  assertEquals(chain.cert, MADE.cert + cert);
  assertEquals(chain.fingerprint, MADE.fingerprint);
  assertThrows(() => read({ cert: cert + MADE.cert }), StartError, "do not belong together");
});
