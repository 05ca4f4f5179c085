import { assertEquals } from "@std/assert";
import { redirectToHttps } from "../../../lib/http/https_redirect.ts";

const POLICY = {
  port: 9000,
  names: ["example.org", "*.example.org", "127.0.0.1", "[::1]"],
  httpsPort: 443,
};

function locationOf(host: string | null, target: string, authority = host, policy = POLICY) {
  const decision = redirectToHttps(host, `http://${authority}${target}`, policy);
  return decision.kind === "redirect" ? decision.location : decision.kind;
}

Deno.test("redirectToHttps() keeps path and query, and names the port when it is not 443", () => {
  assertEquals(locationOf("example.org", "/a/b?c=d"), "https://example.org/a/b?c=d");
  assertEquals(locationOf("example.org:8080", "/"), "https://example.org/");
  const elsewhere = { ...POLICY, httpsPort: 8443 };
  assertEquals(
    locationOf("EXAMPLE.org.", "/x", "EXAMPLE.org.", elsewhere),
    "https://example.org:8443/x",
  );
  assertEquals(locationOf("[::1]:80", "/x", "[::1]:80", elsewhere), "https://[::1]:8443/x");
});

Deno.test("redirectToHttps() redirects only to names of the certificate", () => {
  for (const host of ["www.example.org", "127.0.0.1", "[::1]"]) {
    assertEquals(locationOf(host, "/"), `https://${host}/`);
  }
  for (const host of ["evil.test", "a.b.example.org", "xexample.org", "example.org.evil.test"]) {
    assertEquals(locationOf(host, "/"), "misdirected", host);
  }
});

Deno.test("redirectToHttps() rejects invalid hosts", () => {
  for (const host of ["", "a/b", "a@b", "a b", "example.org, evil.test", "example.org:99999"]) {
    assertEquals(locationOf(host, "/"), "invalid", host);
  }
  // An HTTP/1.1 request without Host shows as localhost and the port that is listened on.
  assertEquals(locationOf(null, "/", "localhost:9000"), "invalid");
});

Deno.test("redirectToHttps() never redirects to another origin", () => {
  assertEquals(locationOf("example.org", "//evil.test/"), "https://example.org//evil.test/");
  assertEquals(locationOf("example.org", "/\\evil.test"), "https://example.org/\\evil.test");
  assertEquals(locationOf("example.org", "?x"), "https://example.org/?x");
  assertEquals(locationOf("example.org", "/a#b"), "https://example.org/a");
  assertEquals(locationOf("example.org", "/ü"), "https://example.org/%C3%BC");
});
