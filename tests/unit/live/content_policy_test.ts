import { assertEquals } from "@std/assert";
import { allowLiveReload } from "../../../lib/live/content_policy.ts";

const ALLOWANCES = { script: "http://h/s.js", integrity: "sha256-x", events: "http://h/live" };

Deno.test("allowLiveReload() adds exact URLs to what a policy restricts, and removes nothing", () => {
  const table: readonly (readonly [string, string])[] = [
    ["", ""],
    ["img-src 'self'", "img-src 'self'"],
    [
      "default-src 'none'",
      "default-src 'none'; script-src-elem http://h/s.js; worker-src http://h/s.js; connect-src http://h/live",
    ],
    [
      "default-src 'self'; script-src 'unsafe-inline' https://cdn.example",
      "default-src 'self'; script-src 'unsafe-inline' https://cdn.example; " +
      "script-src-elem 'unsafe-inline' https://cdn.example http://h/s.js; " +
      "worker-src 'unsafe-inline' https://cdn.example http://h/s.js; " +
      "connect-src 'self' http://h/live",
    ],
    [
      "Script-Src 'nonce-a' 'strict-dynamic'; script-src *",
      "script-src 'nonce-a' 'strict-dynamic'; " +
      "script-src-elem 'nonce-a' 'strict-dynamic' 'sha256-x'; " +
      "worker-src 'nonce-a' 'strict-dynamic' http://h/s.js",
    ],
    ["connect-src 'none'", "connect-src http://h/live"],
    ["connect-src 'none', img-src *", "connect-src http://h/live,img-src *"],
  ];
  for (const [before, after] of table) assertEquals(allowLiveReload(before, ALLOWANCES), after);
});
