import { assertEquals } from "@std/assert";
import { formatPath, formatQuery, MAX_PATH_BYTES, parseTarget } from "../../../lib/http/target.ts";

Deno.test("parseTarget() reads a path into decoded segments", () => {
  const rows: readonly [raw: string, segments: readonly string[], directory: boolean][] = [
    ["/", [], true],
    ["/a", ["a"], false],
    ["/a/", ["a"], true],
    ["/a/b.txt", ["a", "b.txt"], false],
    ["/a%20b", ["a b"], false],
    ["/a+b", ["a+b"], false],
    ["/%C3%A9", ["é"], false],
    ["/é", ["é"], false],
    ["/%F0%9F%98%80", ["😀"], false],
    ["/%61%2Etxt", ["a.txt"], false],
    // Once: what a second decoding would make a slash or a dot segment stays a name.
    ["/%252e%252e/x", ["%2e%2e", "x"], false],
    ["/a%252fb", ["a%2fb"], false],
    ["/a%25b", ["a%b"], false],
    ["/a%3Fb", ["a?b"], false],
    ["/a%23b", ["a#b"], false],
    ["/[a-z]*?(x)", ["[a-z]*"], false],
    ["/*", ["*"], false],
    ["/...", ["..."], false],
    ["/..a/.b/c..", ["..a", ".b", "c.."], false],
    ["/a;v=1/b:c@d", ["a;v=1", "b:c@d"], false],
  ];
  for (const [raw, segments, directory] of rows) {
    const target = parseTarget(raw);
    assertEquals(target.kind, "path", raw);
    if (target.kind !== "path") continue;
    assertEquals(target.segments, segments, raw);
    assertEquals(target.directory, directory, raw);
  }
});

Deno.test("parseTarget() collapses slashes, then removes dot segments", () => {
  const rows: readonly [raw: string, canonical: string][] = [
    ["//", "/"],
    ["///a////b//", "/a/b/"],
    ["//evil.example/x", "/evil.example/x"],
    ["/.", "/"],
    ["/./", "/"],
    ["/a/.", "/a/"],
    ["/a/./b", "/a/b"],
    ["/a/..", "/"],
    ["/a/../b", "/b"],
    ["/a/b/..", "/a/"],
    ["/a/b/../..", "/"],
    ["/a/b/c/./../../g", "/a/g"],
    ["/a/%2e%2E/b", "/b"],
    ["/a/.%2e", "/"],
    ["/%2e/a", "/a"],
    ["/a/%2e", "/a/"],
    // The slashes collapse first, so ".." removes "a" and not the empty segment.
    ["/a//../b", "/b"],
    ["/a/..//b/", "/b/"],
  ];
  for (const [raw, canonical] of rows) {
    const target = parseTarget(raw);
    assertEquals(target.kind, "path", raw);
    if (target.kind !== "path") continue;
    assertEquals(formatPath(target.segments, target.directory), canonical, raw);
  }
});

Deno.test("parseTarget() rejects malformed paths and paths above the root", () => {
  const rows = [
    // Escapes that are none.
    ...["/%", "/%2", "/%zz", "/%u0041", "/a%", "/%-1", "/% 41"],
    // Not UTF-8: a lone byte, cut off, overlong forms of "/" and ".", a surrogate, beyond U+10FFFF.
    ...["/%FF", "/%E9", "/%80", "/%E2%82", "/%C0%AF", "/%E0%80%AF", "/%C0%AE%C0%AE/"],
    ...["/%ED%A0%80", "/%F4%90%80%80"],
    // Control characters: C0, DEL, C1, raw and escaped.
    ...["/%00", "/a%00.txt", "/%0a", "/%0D%0Ax", "/%1f", "/%7F", "/%C2%80", "/%C2%9f"],
    ...["/\0", "/\t", "/\x7f", "/\u0085", "/a/%00/../b"],
    // Above the root, also when it comes back.
    ...["/..", "/../", "/../etc/passwd", "/a/../..", "/a/../../a", "/./..", "//..", "/%2e%2e"],
    ...["/.%2e/x", "/%2E%2E/%2e%2e/x"],
    // A target has no fragment (RFC 9112 §3.2).
    ...["/a#b", "/#", "/a?b#c"],
  ];
  for (const raw of rows) {
    assertEquals(parseTarget(raw), { kind: "invalid", status: 400 }, JSON.stringify(raw));
  }
});

Deno.test("parseTarget() returns nothing for a name with a slash or backslash", () => {
  const rows = [
    ...["/a%2fb", "/a%2Fb/c", "/%2f", "/%2Fetc%2Fpasswd", "/%2e%2e%2f", "/..%2f..%2fetc/passwd"],
    ...["/a\\b", "/\\", "/..\\..\\x", "/a%5cb", "/%5C", "/..%5c..%5cx", "/%5c%5chost%5cshare"],
  ];
  for (const path of rows) {
    assertEquals(parseTarget(`${path}?q`), { kind: "nothing", query: "?q" }, path);
  }
});

Deno.test("parseTarget() returns the query as sent, apart from the path", () => {
  const rows: readonly [raw: string, query: string][] = [
    ["/a", ""],
    ["/a?", "?"],
    ["/a?b=c&d", "?b=c&d"],
    ["/a?b?c", "?b?c"],
    ["/a?x=/../..", "?x=/../.."],
    ["/a?%zz%00\\", "?%zz%00\\"],
  ];
  for (const [raw, query] of rows) {
    const path = { path: "/a", segments: ["a"], directory: false };
    assertEquals(parseTarget(raw), { kind: "path", ...path, query }, raw);
  }
});

Deno.test("parseTarget() limits the path as sent, in bytes", () => {
  const most = "a".repeat(MAX_PATH_BYTES - 1);
  const half = "é".repeat(MAX_PATH_BYTES / 2 - 1);
  const rows: readonly [what: string, raw: string, kind: string][] = [
    ["8192 bytes", `/${most}`, "path"],
    ["8193 bytes", `/${most}a`, "invalid"],
    ["8192 bytes of two each", `/${half}a`, "path"],
    ["8193 bytes of two each", `/${half}aa`, "invalid"],
    ["escapes count as they stand", `/${"%61".repeat(2731)}`, "invalid"],
    ["slashes count as they stand", "/".repeat(MAX_PATH_BYTES + 1), "invalid"],
    ["the query does not count", `/a?${most}${most}`, "path"],
  ];
  for (const [what, raw, kind] of rows) {
    const target = parseTarget(raw);
    assertEquals(target.kind, kind, what);
    if (target.kind === "invalid") assertEquals(target.status, 414, what);
  }
});

Deno.test("formatPath() never writes anything but a path", () => {
  const rows: readonly [segments: readonly string[], directory: boolean, path: string][] = [
    [[], true, "/"],
    [[], false, "/"],
    [["a"], false, "/a"],
    [["a", "b"], true, "/a/b/"],
    [["a b", "é", "50%"], false, "/a%20b/%C3%A9/50%25"],
    [["?", "#", "&"], false, "/%3F/%23/%26"],
    [["\r\nx: y"], false, "/%0D%0Ax%3A%20y"],
    [["\\evil.example"], true, "/%5Cevil.example/"],
  ];
  for (const [segments, directory, path] of rows) {
    assertEquals(formatPath(segments, directory), path);
  }
});

Deno.test("formatQuery() encodes a query for a field value", () => {
  const rows: readonly [query: string, formatted: string][] = [
    ["", ""],
    ["?a=b&c=%20+d", "?a=b&c=%20+d"],
    ["?é", "?%C3%A9"],
    ["?😀", "?%F0%9F%98%80"],
    ["?a b\r\nx", "?a%20b%0D%0Ax"],
    ["?\x7f\u0085", "?%7F%C2%85"],
    ["?\ud800", "?%EF%BF%BD"],
  ];
  for (const [query, formatted] of rows) assertEquals(formatQuery(query), formatted);
});
