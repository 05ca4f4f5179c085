import { assertEquals } from "@std/assert";
import { compileCachePolicy } from "../../../lib/rules/cache_control.ts";

Deno.test("compileCachePolicy() returns no-cache without rules", () => {
  assertEquals(compileCachePolicy([])("a.html"), "no-cache");
});

Deno.test("compileCachePolicy() uses the first matching glob, then the last rule without a glob", () => {
  const policy = compileCachePolicy([
    { value: "max-age=1" },
    { glob: "*.js", value: "js" },
    { glob: "assets/**", value: "assets" },
    { glob: "/top.css", value: "top" },
    { glob: "*.{png,jpg}", value: "image" },
    { value: "max-age=2" },
  ]);
  const rows = [
    ["a.js", "js"],
    ["deep/er/a.js", "js"],
    ["assets/x/y.js", "js"],
    ["assets/x/y.css", "assets"],
    ["top.css", "top"],
    ["sub/top.css", "max-age=2"],
    ["sub/assets/x.css", "max-age=2"],
    ["b.png", "image"],
    ["js", "max-age=2"],
  ] as const;
  for (const [path, expected] of rows) assertEquals(policy(path), expected, path);
});

Deno.test("compileCachePolicy() with auto distinguishes fingerprints from other names", () => {
  const policy = compileCachePolicy([{ value: "auto" }]);
  const year = "public, max-age=31536000, immutable";
  const rows = [
    ["app.3f9a1c2e.js", year],
    ["assets/index-BxK3d9_q.js", year],
    ["chunk-5e2f7a90b1c4d3e8f6a7.css", year],
    ["logo.d41d8cd98f00b204e9800998ecf8427e.png", year],
    ["index.html", "no-cache"],
    ["page.3f9a1c2e.HTM", "no-cache"],
    ["app.js", "max-age=3600"],
    ["my-document.pdf", "max-age=3600"],
    ["report-20260131.pdf", "max-age=3600"],
    ["photo-IMG12345.jpg", "max-age=3600"],
    ["jquery-3.7.1.min.js", "max-age=3600"],
    ["effaced-deadbeef.txt", "max-age=3600"],
  ] as const;
  for (const [path, expected] of rows) assertEquals(policy(path), expected, path);
});
