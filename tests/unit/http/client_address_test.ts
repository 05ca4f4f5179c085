import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIP } from "node:net";
import {
  clientAddress,
  createAddressMatcher,
  forwardedClient,
} from "../../../lib/http/client_address.ts";
import { growth, MAX_LINEAR_GROWTH } from "../../support/growth.ts";

const PROXIES = ["10.0.0.1", "10.0.0.2", "fd00::1"];

function clientOf(peer: string, xForwardedFor: string | null, forwarded: string | null = null) {
  return forwardedClient(peer, xForwardedFor, forwarded, (one) => PROXIES.includes(one));
}

Deno.test("forwardedClient() ignores the fields of untrusted peers", () => {
  assertEquals(clientOf("192.0.2.1", "198.51.100.1", "for=198.51.100.1"), "192.0.2.1");
  assertEquals(clientOf("10.0.0.1", null), "10.0.0.1");
  assertEquals(clientOf("10.0.0.1", "198.51.100.1"), "198.51.100.1");
});

Deno.test("forwardedClient() follows X-Forwarded-For from its end while hops are trusted", () => {
  const rows = [
    ["1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["10.0.0.2, 10.0.0.2", "10.0.0.2"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["198.51.100.1:1234", "198.51.100.1"],
    ["::ffff:198.51.100.1", "198.51.100.1"],
    ["::FFFF:C633:6401", "198.51.100.1"],
    ["[0:0:0:0:0:ffff:c633:6401]:443", "198.51.100.1"],
    ["::ffff:c633:6401%eth0", "198.51.100.1"],
    ["1.1.1.1,\t::ffff:c633:6401 ,::ffff:a00:2", "198.51.100.1"],
    ["FE80::0001%eth0", "fe80::1"],
    ["198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["198.51.100.1, ", "10.0.0.1"],
    ["", "10.0.0.1"],
    ["<script>", "10.0.0.1"],
  ] as const;
  for (const [field, client] of rows) assertEquals(clientOf("10.0.0.1", field), client, field);
});

Deno.test("forwardedClient() reads Forwarded if X-Forwarded-For is absent", () => {
  const rows = [
    ["for=198.51.100.1", "198.51.100.1"],
    ['for="[2001:db8::1]:80";proto=https;by=10.0.0.1', "2001:db8::1"],
    ['for="[::ffff:c633:6401]:80"', "198.51.100.1"],
    ["by=10.0.0.9; For=198.51.100.1;host=a", "198.51.100.1"],
    ["for=1.1.1.1, for=198.51.100.1, for=10.0.0.2", "198.51.100.1"],
    ['for="a,b;for=1.1.1.1"', "10.0.0.1"],
    ["for=_hidden", "10.0.0.1"],
    ["proto=https", "10.0.0.1"],
  ] as const;
  for (const [field, client] of rows) {
    assertEquals(clientOf("10.0.0.1", null, field), client, field);
  }
  assertEquals(clientOf("10.0.0.1", "198.51.100.1", "for=1.1.1.1"), "198.51.100.1");
});

Deno.test("forwardedClient() always returns an address", () => {
  const text = fc.string({ unit: fc.constantFrom(...'1.2:af[]",;=for \\x'), maxLength: 200 });
  fc.assert(fc.property(text, text, (one, other) => {
    assert(isIP(clientOf("10.0.0.1", one)) !== 0);
    assert(isIP(clientOf("10.0.0.1", null, other)) !== 0);
  }));
});

Deno.test("forwardedClient() takes linear time", () => {
  for (const part of ['"', ",", 'for="', "for=1.1.1.1,", '\\"', " ", "for=;"]) {
    const ratio = growth((length) => {
      const field = part.repeat(length / part.length);
      clientOf("10.0.0.1", null, field);
      clientOf("10.0.0.1", field);
    });
    assert(ratio < MAX_LINEAR_GROWTH, `${part}: ${ratio}`);
  }
});

Deno.test("clientAddress() returns the peer's address, or the forwarded one from a trusted proxy", () => {
  const tcp = (hostname: string): Deno.NetAddr => ({ transport: "tcp", hostname, port: 1 });
  const field = (name: string) => name === "x-forwarded-for" ? "198.51.100.1" : null;
  const isTrusted = createAddressMatcher(["10.0.0.0/8", "unix"]);
  assertEquals(clientAddress(tcp("::ffff:10.0.0.1"), field, undefined), "10.0.0.1");
  assertEquals(clientAddress(tcp("::ffff:10.0.0.1"), field, isTrusted), "198.51.100.1");
  assertEquals(clientAddress(tcp("192.0.2.1"), field, isTrusted), "192.0.2.1");
  const unix: Deno.UnixAddr = { transport: "unix", path: "/run/a.sock" };
  assertEquals(clientAddress(unix, field, undefined), "-");
  assertEquals(clientAddress(unix, field, isTrusted), "198.51.100.1");
});

Deno.test("createAddressMatcher() matches networks, addresses and Unix sockets", () => {
  const matches = createAddressMatcher(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "::1", "unix"]);
  const inside = ["10.1.2.3", "192.0.2.1", "2001:db8:1::1", "::1", "::ffff:10.1.1.1", "-"];
  const outside = ["11.0.0.1", "192.0.2.2", "2001:db9::1", "::2", "::ffff:11.0.0.1", "", "example"];
  for (const address of inside) assertEquals(matches(address), true, address);
  for (const address of outside) assertEquals(matches(address), false, address);
  assertEquals(createAddressMatcher(["10.0.0.0/8"])("-"), false);
  assertEquals(createAddressMatcher([])("10.0.0.1"), false);
});
