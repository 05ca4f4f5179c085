import { assert, assertEquals, assertThrows } from "@std/assert";
import { compileGlob } from "../../../lib/rules/glob.ts";
import { compileHostPattern, compilePattern, PatternError } from "../../../lib/rules/pattern.ts";

Deno.test("compilePattern() matches paths and returns the captures", () => {
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
    // A colon without a name is literal.
    ["/a:1", "/a:1", {}],
  ];
  for (const [pattern, path, captures] of rows) {
    assertEquals([pattern, path, compilePattern(pattern).match(path)], [pattern, path, captures]);
  }
});

Deno.test("compilePattern() rejects patterns that are invalid or not linear to match", () => {
  for (const pattern of ["/*:a", "/*a:b", "/*/:a-:b", "/:a/:a", "/*/x:y/*", "/:splat", "/%"]) {
    assertThrows(() => compilePattern(pattern), PatternError);
  }
});

Deno.test("compileHostPattern() matches one label for each placeholder", () => {
  const { match } = compileHostPattern("https://".slice(8) + ":project.Pages.dev:8080");
  assertEquals(match("one.pages.dev"), { project: "one" });
  assertEquals(match("a.b.pages.dev"), undefined);
  assertEquals(match("pages.dev"), undefined);
  assertEquals(compileHostPattern("*.example.com").match("x.example.com"), {});
});

/**
 * Returns the longest time that matching takes, in milliseconds, for paths of a length that repeat what patterns match
 * badly. Each time is the shortest of several runs, which excludes most interruptions.
 */
function worstTime(match: (path: string) => unknown, length: number): number {
  const units = ["a", "a/", "/a", "-", "a-", "ab", "x/", "/x/a", "a.b", "aab/"];
  const texts = units.map((unit) => `/${unit.repeat(length / unit.length)}`)
    .flatMap((path) => [path, `${path}!`]);
  return Math.max(...texts.map((text) =>
    Math.min(...Array.from({ length: 3 }, () => {
      const start = performance.now();
      match(text);
      return performance.now() - start;
    }))
  ));
}

/** Asserts that 16 times the length takes less than 64 times the time; with quadratic growth it would be 256 times. */
function assertLinear(match: (path: string) => unknown, name: string): void {
  worstTime(match, 2_000);
  const base = Math.max(worstTime(match, 2_000), 0.5);
  const time = worstTime(match, 32_000);
  assert(time < 64 * base, `${name} took ${base} ms, then ${time} ms`);
}

Deno.test("compilePattern() makes patterns that match in linear time", () => {
  const patterns = [
    ...["/*", "/*a*a*a*a*a*b", "/:a/*/:b/x", "/*/x/:c", "/:a-:b-:c-:d!", "/*/a/*/a/*/b"],
    ...["/:a-b*c*d", "/*a/:x/b*q", "/:a/:b/:c/:d/z", "/*.js", "/:a:b:c-", "/*/*/*/*/z"],
    "/:a.:b.:c",
  ];
  for (const pattern of patterns) assertLinear(compilePattern(pattern).match, pattern);
});

Deno.test("compileGlob() makes globs that match in linear time", () => {
  const globs = ["**/*.js", "**/*a*a*a*b", "*/**/a/**/b*", "{a,b}*{a,b}*c", "@(a|b)/**/x?y*"];
  for (const glob of globs) assertLinear(compileGlob(glob), glob);
});

Deno.test("compileGlob() compiles globs and rejects those that need lookaround", () => {
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
