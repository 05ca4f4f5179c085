import { assert, assertEquals, assertThrows } from "@std/assert";
import { compileGlob } from "../../../lib/rules/glob.ts";
import { compileHostPattern, compilePattern, PatternError } from "../../../lib/rules/pattern.ts";

Deno.test("compilePattern() matches, and tells what placeholders stand for", () => {
  const rows: readonly (readonly [string, string, Record<string, string> | undefined])[] = [
    ["/", "/", {}],
    ["/", "/a", undefined],
    ["/a", "/a", {}],
    ["/a", "/a/", {}],
    ["/a/", "/a", {}],
    ["/a", "/ab", undefined],
    ["/a.b+c(d)|[e]", "/a.b+c(d)|[e]", {}],
    ["/a.b", "/aXb", undefined],
    ["/*", "/", { splat: "" }],
    ["/*", "/a/b/", { splat: "a/b/" }],
    ["/a/*", "/a", { splat: "" }],
    ["/a/*", "/ab", undefined],
    ["/a*", "/ab/c", { splat: "b/c" }],
    ["/*.js", "/x/y.js", { splat: "x/y" }],
    ["/*/end", "/x/y/end", { splat: "x/y" }],
    ["/*/end/:n", "/x/end/1/end/2", { splat: "x/end/1", n: "2" }],
    ["/:a/:b", "/1/2", { a: "1", b: "2" }],
    ["/:a/:b", "/1/2/", { a: "1", b: "2" }],
    ["/:a/:b", "/1", undefined],
    ["/:a/:b", "/1/2/3", undefined],
    ["/:a-:b.html", "/1-2.3.html", { a: "1", b: "2.3" }],
    ["/:a.html", "/x.html.html", { a: "x.html" }],
    ["/a*b*c", "/aXbYbZc", { splat: "YbZ" }],
    ["/gr%C3%BC%C3%9Fe/*", "/grüße/x", { splat: "x" }],
    // A colon without a name is a colon.
    ["/a:1", "/a:1", {}],
  ];
  for (const [pattern, path, captures] of rows) {
    assertEquals([pattern, path, compilePattern(pattern).match(path)], [pattern, path, captures]);
  }
});

Deno.test("compilePattern() refuses what it could not match in linear time", () => {
  for (const pattern of ["/*:a", "/*a:b", "/*/:a-:b", "/:a/:a", "/*/x:y/*", "/:splat", "/%"]) {
    assertThrows(() => compilePattern(pattern), PatternError);
  }
});

Deno.test("compileHostPattern() takes a label for a placeholder", () => {
  const { match } = compileHostPattern("https://".slice(8) + ":project.Pages.dev:8080");
  assertEquals(match("one.pages.dev"), { project: "one" });
  assertEquals(match("a.b.pages.dev"), undefined);
  assertEquals(match("pages.dev"), undefined);
  assertEquals(compileHostPattern("*.example.com").match("x.example.com"), {});
});

/** How long matching takes at most, in milliseconds, with paths of a length made of what patterns like least. */
function worst(match: (path: string) => unknown, length: number): number {
  let most = 0;
  for (const unit of ["a", "a/", "/a", "-", "a-", "ab", "x/", "/x/a", "a.b", "aab/"]) {
    const path = `/${unit.repeat(length / unit.length)}`;
    for (const text of [path, `${path}!`]) {
      const start = performance.now();
      match(text);
      most = Math.max(most, performance.now() - start);
    }
  }
  return most;
}

Deno.test("no pattern takes more than linear time: paths of 50,000 characters", () => {
  const patterns = [
    ...["/*", "/*a*a*a*a*a*b", "/:a/*/:b/x", "/*/x/:c", "/:a-:b-:c-:d!", "/*/a/*/a/*/b"],
    ...[
      "/:a-b*c*d",
      "/*a/:x/b*q",
      "/:a/:b/:c/:d/z",
      "/*.js",
      "/:a:b:c-",
      "/*/*/*/*/z",
      "/:a.:b.:c",
    ],
  ];
  for (const pattern of patterns) {
    const { match } = compilePattern(pattern);
    const time = worst(match, 50_000);
    // Quadratic time would be seconds.
    assert(time < 250, `${pattern} took ${time} ms`);
  }
});

Deno.test("no glob takes more than linear time: paths of 50,000 characters", () => {
  for (
    const glob of ["**/*.js", "**/*a*a*a*b", "*/**/a/**/b*", "{a,b}*{a,b}*c", "@(a|b)/**/x?y*"]
  ) {
    const time = worst(compileGlob(glob), 50_000);
    assert(time < 1500, `${glob} took ${time} ms`);
  }
});

Deno.test("compileGlob() is a glob, and refuses what needs looking around", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["/app/**", "/app/x/y", true],
    ["app/**", "/app/x", true],
    ["**/*.@(jpg|png)", "/a/b.png", true],
    ["**/*.@(jpg|png)", "/a/b.gif", false],
    ["projects/*/edit", "/projects/1/edit", true],
    ["projects/*/edit", "/projects/1/2/edit", false],
    ["a?c", "/abc", true],
    ["[!a]b", "/ab", false],
  ];
  for (const [glob, path, expected] of rows) {
    assertEquals([glob, path, compileGlob(glob)(path)], [glob, path, expected]);
  }
  assertThrows(() => compileGlob("!(a).js"), RangeError);
});
