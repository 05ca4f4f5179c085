import { assertEquals } from "@std/assert";
import { checkHost, type HostPolicy } from "../../../lib/http/host.ts";

const LOCAL: HostPolicy = { port: 8000, loopbackOnly: true, allowed: [] };
const PUBLIC: HostPolicy = { port: 8000, loopbackOnly: false, allowed: [] };

function kindOf(field: string | null, policy: HostPolicy): string {
  return checkHost(field, `http://${field ?? "example"}/`, policy).kind;
}

Deno.test("checkHost() accepts only a host with an optional port", () => {
  const valid = [
    ...[
      "example",
      "example.com",
      "EXAMPLE.com",
      "example.com.",
      "a_b.example",
      "xn--e1afmkfd.example",
    ],
    ...["example:80", "example:", "example:0", "example:65535", "example:00080", "192.0.2.1:8080"],
    ...[
      "[::1]",
      "[::1]:80",
      "[2001:DB8::1]:443",
      "[::ffff:192.0.2.1]",
      "caf%C3%A9.example",
      "a!$&'()*+;=b",
    ],
  ];
  for (const field of valid) assertEquals(kindOf(field, PUBLIC), "accepted", field);
  const invalid = [
    ...[
      "",
      " ",
      ":80",
      "a b",
      "a/b",
      "a?b",
      "a#b",
      "a\\b",
      "a@b",
      "user:pass@a",
      "http://a",
      "a,b",
    ],
    ...[
      "a:b",
      "a:-1",
      "a:65536",
      "a:999999",
      "a:80:80",
      "a:8 0",
      "é",
      "a%zz",
      "a%4",
      '"a"',
      "<a>",
      "a|b",
    ],
    ...["[", "]", "[]", "[::1", "::1", "[::1]x", "[::1]:x", "[::1]]", "[gg::]", "[1.2.3.4]", "[:]"],
    ...["[1:2:3]", "[::1%25lo]", "a\tb", "a\0b", "a\n"],
  ];
  for (const field of invalid) {
    assertEquals(kindOf(field, PUBLIC), "invalid", JSON.stringify(field));
  }
});

Deno.test("checkHost() validates the field before it parses the URL", () => {
  for (const field of ["localhost/x", "localhost?x", "localhost#x", "x@localhost", ""]) {
    assertEquals(checkHost(field, "http://localhost/", LOCAL), { kind: "invalid" }, field);
  }
});

Deno.test("checkHost() rejects HTTP/1.1 without Host and reads the :authority of HTTP/2", () => {
  // Without Host the URL shows localhost with the listening port, whatever the target is.
  assertEquals(checkHost(null, "http://localhost:8000/", LOCAL), { kind: "invalid" });
  assertEquals(checkHost(null, "http://localhost:8000/", PUBLIC), { kind: "invalid" });
  assertEquals(checkHost(null, "https://localhost/a?b", LOCAL), {
    name: "localhost",
    kind: "accepted",
    target: "/a?b",
    http2: true,
  });
  assertEquals(checkHost(null, "http://example:8000/", LOCAL).kind, "misdirected");
  assertEquals(checkHost(null, "http://example:8000/", PUBLIC).kind, "accepted");
});

Deno.test("checkHost() accepts only loopback names on a loopback address", () => {
  for (
    const host of [
      ...["localhost", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1", "127.1.2.3"],
      ...["[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]"],
    ]
  ) {
    for (const field of [host, `${host}:8000`, `${host}:1`]) {
      assertEquals(kindOf(field, LOCAL), "accepted", field);
    }
  }
  const rows: readonly [field: string, name: string][] = [
    ["example", "example"],
    ["Evil.Example:8000", "evil.example"],
    ["localhost.example", "localhost.example"],
    ["127.0.0.1.nip.io", "127.0.0.1.nip.io"],
    ["192.168.1.1", "192.168.1.1"],
    ["[::2]:8000", "[::2]"],
    ["%6cocalhost", "%6cocalhost"],
  ];
  for (const [field, name] of rows) {
    const expected = { kind: "misdirected", name } as const;
    assertEquals(checkHost(field, `http://${field}/`, LOCAL), expected, field);
  }
});

Deno.test("checkHost() accepts the names from --allow-host", () => {
  const allowed = ["example.com", "[2001:db8::1]"];
  const rows: readonly [field: string, local: string, open: string][] = [
    ["example.com", "accepted", "accepted"],
    ["Example.COM:123", "accepted", "accepted"],
    ["example.com.", "accepted", "accepted"],
    ["[2001:db8::1]:8000", "accepted", "accepted"],
    ["localhost", "accepted", "misdirected"],
    ["www.example.com", "misdirected", "misdirected"],
    ["xexample.com", "misdirected", "misdirected"],
    ["example.com.evil", "misdirected", "misdirected"],
  ];
  for (const [field, local, open] of rows) {
    assertEquals(kindOf(field, { ...LOCAL, allowed }), local, field);
    assertEquals(kindOf(field, { ...PUBLIC, allowed }), open, field);
  }
});

Deno.test("checkHost() lets the authority of an absolute-form target replace the field", () => {
  assertEquals(checkHost("localhost", "http://evil.example/", LOCAL), {
    kind: "misdirected",
    name: "evil.example",
  });
  assertEquals(checkHost("evil.example", "HTTP://localhost/a", LOCAL).kind, "accepted");
  assertEquals(checkHost("evil.example", "hTTps://localhost/a", LOCAL).kind, "accepted");
  const malformed = [
    ...["ftp://localhost/", "file:///x", "ws://localhost/", "localhost", "/x", "", "://localhost/"],
    ...["http://user@localhost/", "http://user:pass@localhost/", "http:///x", "http://a b/"],
    ...["http://localhost\\@evil.example/", "http://localhost:99999/", "foo:http://localhost/"],
  ];
  for (const url of malformed) {
    assertEquals(checkHost("localhost", url, LOCAL), { kind: "invalid" }, url);
  }
});

Deno.test("checkHost() returns the target as sent", () => {
  const rows: readonly [rest: string, target: string][] = [
    ["/", "/"],
    ["/a/../%2e%2e//b?c#d", "/a/../%2e%2e//b?c#d"],
    ["//x", "//x"],
    ["/*", "/*"],
    ["/a@b:c", "/a@b:c"],
    // An absolute-form target may have no path at all.
    ["", "/"],
    ["?q=/", "/?q=/"],
    ["#f", "/#f"],
  ];
  for (const [rest, target] of rows) {
    const expected = { kind: "accepted", name: "localhost", target, http2: false } as const;
    assertEquals(
      checkHost("localhost:8000", `http://localhost:8000${rest}`, LOCAL),
      expected,
      rest,
    );
  }
});

Deno.test("checkHost() accepts the http+unix scheme on a Unix socket only", () => {
  const url = "http+unix://example.org/a?b";
  const socket = { ...PUBLIC, port: 0 };
  assertEquals(checkHost("example.org", url, socket), {
    name: "example.org",
    kind: "accepted",
    target: "/a?b",
    http2: false,
  });
  assertEquals(checkHost("example.org", url, PUBLIC).kind, "invalid");
  // Without a Host field, the authority is the path of the socket.
  assertEquals(checkHost(null, "http+unix://%2Frun%2Fa.sock/a", socket).kind, "invalid");
});
