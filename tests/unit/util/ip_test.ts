import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { isIP } from "node:net";
import {
  canonicalAddress,
  clientNetwork,
  ipVersion,
  isLoopbackAddress,
  isLoopbackHost,
  parseIPv6,
  unmapIPv4,
} from "../../../lib/util/ip.ts";

const LOOPBACK = [
  ...["localhost", "localhost.", "app.localhost", "a.b.localhost", "app.localhost."],
  ...["127.0.0.1", "127.0.0.0", "127.1.2.3", "127.255.255.255"],
  // Every spelling of ::1, and of an IPv4-mapped 127.0.0.0/8.
  ...["[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[0::1]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f01:203]", "[::ffff:127.9.9.9]"],
];

const OTHERS = [
  ...["", ".", "localhos", "localhostx", "xlocalhost", ".localhost", "localhost..", "a..localhost"],
  // DNS rebinding and lookalikes.
  ...["localhost.example", "127.0.0.1.example", "127.0.0.1.nip.io", "example", "example.com"],
  // Other IPv4 notations: browsers never send them, they normalize to dotted decimal.
  ...["127.1", "127", "2130706433", "0x7f.0.0.1", "127.0.0.256", "127.0.0.1000", "127.0.0.1.1"],
  ...["126.0.0.1", "128.0.0.1", "10.0.0.1", "192.168.1.1", "0.0.0.0", "1127.0.0.1"],
  ...["[::]", "[::2]", "[::1:1]", "[1::1]", "[fe80::1]", "[2001:db8::1]", "[::127.0.0.1]"],
  ...["[::ffff:10.0.0.1]", "[::ffff:8000:1]", "[::ffff:7eff:1]", "[::fffe:7f00:1]"],
  ...["[::1", "::1]", "[]", "[localhost]", "[127.0.0.1]", "[::1%lo]"],
];

Deno.test("isLoopbackHost() accepts the names of this machine", () => {
  for (const host of LOOPBACK) assertEquals(isLoopbackHost(host), true, host);
});

Deno.test("isLoopbackHost() rejects other hosts", () => {
  for (const host of OTHERS) assertEquals(isLoopbackHost(host), false, host);
});

Deno.test("isLoopbackAddress() accepts addresses that only this machine can reach", () => {
  for (const address of ["127.0.0.1", "127.8.8.8", "::1", "0::1", "localhost", "LocalHost"]) {
    assertEquals(isLoopbackAddress(address), true, address);
  }
  for (const address of ["0.0.0.0", "::", "192.168.1.1", "fe80::1", "example", ""]) {
    assertEquals(isLoopbackAddress(address), false, address);
  }
});

/** Text that is often nearly an address. */
const nearlyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(
    fc.constantFrom("::", ":", ":", "0", "1", "ffff", "ABCD", "12345", "1.2.3.4", "g", "%e0"),
    {
      maxLength: 16,
    },
  ).map((parts) => parts.join("")),
  fc.array(fc.constantFrom("0", "1", "ffff", "a0"), { minLength: 7, maxLength: 9 })
    .map((groups) => groups.join(":")),
  fc.array(fc.constantFrom("0", "00", "01", "9", "255", "256", "-1"), {
    minLength: 3,
    maxLength: 5,
  })
    .map((octets) => octets.join(".")),
);

Deno.test("ipVersion() agrees with node:net", () => {
  fc.assert(
    fc.property(nearlyAddress, (text) => {
      assertEquals(ipVersion(text) ?? 0, isIP(text), text);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("parseIPv6() agrees with the URL parser", () => {
  fc.assert(
    fc.property(nearlyAddress, (text) => {
      const groups = parseIPv6(text);
      const url = URL.parse(`http://[${text}]/`);
      assertEquals(groups !== undefined, url !== null, text);
      if (groups === undefined) return;
      const written = groups.map((group) => group.toString(16)).join(":");
      assertEquals(URL.parse(`http://[${written}]/`)?.hostname, url?.hostname, text);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("unmapIPv4() returns the IPv4 address of a mapped one", () => {
  assertEquals(unmapIPv4("::ffff:192.0.2.1"), "192.0.2.1");
  for (const address of ["192.0.2.1", "::1", "2001:db8::1", "-"]) {
    assertEquals(unmapIPv4(address), address);
  }
});

/** Spellings of 198.51.100.7. */
const SPELLINGS = [
  "198.51.100.7",
  "::ffff:198.51.100.7",
  "::FFFF:198.51.100.7",
  "::ffff:c633:6407",
  "::FFFF:C633:6407",
  "0:0:0:0:0:ffff:198.51.100.7",
  "0000:0000:0000:0000:0000:ffff:c633:6407",
  "0::ffff:c633:6407",
  "::ffff:198.51.100.7%eth0",
  "::ffff:c633:6407%1",
];

Deno.test("canonicalAddress() returns one form for all spellings of an address", () => {
  for (const text of SPELLINGS) assertEquals(canonicalAddress(text), "198.51.100.7", text);
  const rows = [
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["FE80::1%eth0", "fe80::1"],
    ["::1", "::1"],
    ["0:0::0", "::"],
    // Not mapped: other addresses (RFC 4291 §2.5.5.1, RFC 6052).
    ["::198.51.100.7", "::c633:6407"],
    ["64:ff9b::198.51.100.7", "64:ff9b::c633:6407"],
    ["::fffe:c633:6407", "::fffe:c633:6407"],
    ["-", "-"],
    ["::ffff:198.51.100.256", "::ffff:198.51.100.256"],
    ["1:2", "1:2"],
  ] as const;
  for (const [text, canonical] of rows) assertEquals(canonicalAddress(text), canonical, text);
});

Deno.test("clientNetwork() returns an IPv4 address, or the first 64 bits of an IPv6 address", () => {
  for (const text of SPELLINGS) assertEquals(clientNetwork(text), "198.51.100.7", text);
  const rows = [
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:DB8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["2001:0db8:0:0:1::", "2001:db8:0:0"],
    ["2001:DB8:0:0::%eth1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["-", "-"],
  ] as const;
  for (const [address, network] of rows) assertEquals(clientNetwork(address), network, address);
});
