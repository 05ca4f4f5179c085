import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIP } from "node:net";
import { clientAddress } from "../../../lib/http/client_address.ts";
import { unmapIPv4 } from "../../../lib/util/unmapped.ts";

const PROXIES = ["10.0.0.1", "10.0.0.2", "fd00::1"];

function clientOf(peer: string, xForwardedFor: string | null, forwarded: string | null = null) {
  return clientAddress(peer, { xForwardedFor, forwarded }, (one) => PROXIES.includes(one));
}

Deno.test("clientAddress() believes nobody but trusted proxies", () => {
  assertEquals(clientOf("192.0.2.1", "198.51.100.1", "for=198.51.100.1"), "192.0.2.1");
  assertEquals(clientOf("10.0.0.1", null), "10.0.0.1");
  assertEquals(clientOf("10.0.0.1", "198.51.100.1"), "198.51.100.1");
});

Deno.test("clientAddress() follows X-Forwarded-For from its end, as far as it is trusted", () => {
  const rows = [
    ["1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"],
    ["10.0.0.2, 10.0.0.2", "10.0.0.2"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["198.51.100.1:1234", "198.51.100.1"],
    ["198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["198.51.100.1, ", "10.0.0.1"],
    ["", "10.0.0.1"],
    ["<script>", "10.0.0.1"],
  ] as const;
  for (const [field, client] of rows) assertEquals(clientOf("10.0.0.1", field), client, field);
});

Deno.test("clientAddress() reads Forwarded where there is no X-Forwarded-For", () => {
  const rows = [
    ["for=198.51.100.1", "198.51.100.1"],
    ['for="[2001:db8::1]:80";proto=https;by=10.0.0.1', "2001:db8::1"],
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

Deno.test("clientAddress() gives an address, whatever the fields are, and soon", () => {
  const text = fc.string({ unit: fc.constantFrom(...'1.2:af[]",;=for \\x'), maxLength: 200 });
  fc.assert(fc.property(text, text, (one, other) => {
    assert(isIP(clientOf("10.0.0.1", one)) !== 0);
    assert(isIP(clientOf("10.0.0.1", null, other)) !== 0);
  }));
  const start = performance.now();
  for (const part of ['"', ",", 'for="', "for=1.1.1.1,", '\\"', " ", "for=;"]) {
    clientOf("10.0.0.1", null, part.repeat(60_000 / part.length));
    clientOf("10.0.0.1", part.repeat(60_000 / part.length));
  }
  assert(performance.now() - start < 1000);
});

Deno.test("unmapped() shows an IPv4 address as it is", () => {
  assertEquals(unmapIPv4("::ffff:192.0.2.1"), "192.0.2.1");
  for (const address of ["192.0.2.1", "::1", "2001:db8::1", "-"]) {
    assertEquals(unmapIPv4(address), address);
  }
});
