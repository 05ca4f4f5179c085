import { assertEquals } from "@std/assert";
import { createTrust } from "../../../lib/http/trust.ts";

Deno.test("createTrust() knows networks, addresses and socket files", () => {
  const isTrusted = createTrust(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "::1", "unix"]);
  const trusted = ["10.1.2.3", "192.0.2.1", "2001:db8:1::1", "::1", "::ffff:10.1.1.1", "-"];
  const others = ["11.0.0.1", "192.0.2.2", "2001:db9::1", "::2", "::ffff:11.0.0.1", "", "example"];
  for (const address of trusted) assertEquals(isTrusted(address), true, address);
  for (const address of others) assertEquals(isTrusted(address), false, address);
  assertEquals(createTrust(["10.0.0.0/8"])("-"), false);
  assertEquals(createTrust([])("10.0.0.1"), false);
});
