import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseCredentials } from "../../../lib/auth/credentials.ts";
import { ALGORITHMS, hashPassword, verifyPassword } from "../../../lib/auth/password_hash.ts";
import { parseHtpasswd, readUser } from "../../../lib/auth/users.ts";
import { UsageError } from "../../../lib/util/errors.ts";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("verifyPassword() accepts the password that hashPassword() hashed, and no other", async () => {
  for (const algorithm of ALGORITHMS) {
    const hash = await hashPassword(bytes("grüße"), algorithm);
    assertEquals(readUser(`ann:${hash}`, "x").hash, hash);
    assertEquals(await verifyPassword(bytes("grüße"), hash), true, algorithm);
    for (const wrong of ["grüß", ""]) {
      assertEquals(await verifyPassword(bytes(wrong), hash), false, `${algorithm} ${wrong}`);
    }
    assertEquals(hash === await hashPassword(bytes("grüße"), algorithm), false);
  }
});

Deno.test("verifyPassword() accepts hashes of other implementations", async () => {
  // Test vectors: crypt_blowfish (U*U), the Argon2 reference implementation, passlib's documentation of scrypt.
  const vectors: readonly (readonly [string, string])[] = [
    ["U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
    ["U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
    [
      "password",
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ],
    [
      "password",
      "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
    ],
  ];
  for (const [password, hash] of vectors) {
    assertEquals([hash, await verifyPassword(bytes(password), hash)], [hash, true]);
    assertEquals([hash, await verifyPassword(bytes(`${password}x`), hash)], [hash, false]);
  }
});

Deno.test("hashPassword() rejects more than 72 bytes for bcrypt, and verifyPassword() does not truncate", async () => {
  const hash = await hashPassword(bytes("a".repeat(72)), "bcrypt");
  assertEquals(await verifyPassword(bytes("a".repeat(72)), hash), true);
  assertEquals(await verifyPassword(bytes("a".repeat(73)), hash), false);
  await assertRejects(() => hashPassword(bytes("a".repeat(73)), "bcrypt"), RangeError);
  await assertRejects(() => hashPassword(bytes(""), "argon2id"), RangeError);
});

Deno.test("readUser() rejects unsafe hashes without repeating them", () => {
  for (
    const text of [
      "ann:hunter22",
      "ann:$apr1$x$y",
      "ann:{SHA}secret",
      "ann:$6$salt$hash",
      "ann:$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      "ann:$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      "ann:$scrypt$ln=30,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
      "ann",
      ":x",
      "ann:",
    ]
  ) {
    const error = assertThrows(() => readUser(text, "--auth"), UsageError) as UsageError;
    const secret = text.slice(4);
    assertEquals(secret !== "" && error.message.includes(secret), false);
  }
});

Deno.test("parseHtpasswd() returns users, and names the line of an error", () => {
  const hash = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  assertEquals(parseHtpasswd(`# comment\r\nann:${hash}\r\n\nbob:${hash}`, "f"), [
    { name: "ann", hash },
    { name: "bob", hash },
  ]);
  for (
    const [text, problem] of [
      [`ann:${hash}\nbob:plain`, "f:2"],
      [`ann:${hash}\nann:${hash}`, "twice"],
      ["# nobody", "no users"],
    ] as const
  ) {
    assertThrows(() => parseHtpasswd(text, "f"), UsageError, problem);
  }
});

Deno.test("parseCredentials() parses the Basic scheme and nothing else", () => {
  const read = (field: string | null) => {
    const found = parseCredentials(field);
    return found && [found.name, new TextDecoder().decode(found.password)];
  };
  assertEquals(read(`Basic ${btoa("ann:a:b")}`), ["ann", "a:b"]);
  assertEquals(read(`basic   ${btoa("ann:")}`), ["ann", ""]);
  for (
    const field of [null, "", "Basic", "Basic !", `Basic ${btoa("ann")}`, `Basic ${btoa(":x")}`]
  ) {
    assertEquals(read(field), undefined);
  }
  assertEquals(read(`Basic ${btoa(`ann:${"x".repeat(2000)}`)}`), undefined);
});
