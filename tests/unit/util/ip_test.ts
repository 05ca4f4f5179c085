import { assertEquals } from "@std/assert";
import { isLoopbackAddress, isLoopbackHost } from "../../../lib/util/ip.ts";

const LOOPBACK = [
  ...["localhost", "localhost.", "app.localhost", "a.b.localhost", "app.localhost."],
  ...["127.0.0.1", "127.0.0.0", "127.1.2.3", "127.255.255.255"],
  // Every spelling of ::1, and of an IPv4-mapped 127.0.0.0/8.
  ...["[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[0::1]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f01:203]", "[::ffff:127.9.9.9]"],
];

const OTHERS = [
  ...["", ".", "localhos", "localhostx", "xlocalhost", ".localhost", "localhost..", "a..localhost"],
  // What rebinding and lookalikes are made of.
  ...["localhost.example", "127.0.0.1.example", "127.0.0.1.nip.io", "example", "example.com"],
  // Other spellings of IPv4 addresses are not sent by browsers, which write the usual one.
  ...["127.1", "127", "2130706433", "0x7f.0.0.1", "127.0.0.256", "127.0.0.1000", "127.0.0.1.1"],
  ...["126.0.0.1", "128.0.0.1", "10.0.0.1", "192.168.1.1", "0.0.0.0", "1127.0.0.1"],
  ...["[::]", "[::2]", "[::1:1]", "[1::1]", "[fe80::1]", "[2001:db8::1]", "[::127.0.0.1]"],
  ...["[::ffff:10.0.0.1]", "[::ffff:8000:1]", "[::ffff:7eff:1]", "[::fffe:7f00:1]"],
  ...["[::1", "::1]", "[]", "[localhost]", "[127.0.0.1]", "[::1%lo]"],
];

Deno.test("isLoopbackHost() knows the names of this machine", () => {
  for (const host of LOOPBACK) assertEquals(isLoopbackHost(host), true, host);
});

Deno.test("isLoopbackHost() knows no other", () => {
  for (const host of OTHERS) assertEquals(isLoopbackHost(host), false, host);
});

Deno.test("isLoopbackAddress() tells which addresses can be reached from this machine alone", () => {
  for (const address of ["127.0.0.1", "127.8.8.8", "::1", "0::1", "localhost", "LocalHost"]) {
    assertEquals(isLoopbackAddress(address), true, address);
  }
  for (const address of ["0.0.0.0", "::", "192.168.1.1", "fe80::1", "example", ""]) {
    assertEquals(isLoopbackAddress(address), false, address);
  }
});
