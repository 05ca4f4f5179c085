import { assertEquals } from "@std/assert";
import { isReachableName, isServableName } from "../../../lib/files/servable.ts";

function servable(path: string, options: { hidden?: boolean; windows?: boolean } = {}): boolean {
  const { hidden = false, windows = false } = options;
  return isServableName(path === "" ? [] : path.split("/"), { hidden, windows });
}

const SERVABLE = [
  "",
  "a.txt",
  "a/b/c",
  "a.b.",
  "a..b",
  ".well-known",
  ".well-known/acme-challenge/x",
  "dir/_headers",
  "dir/plinth.json",
  "_headers.txt",
  "_headers.bak",
  "my_redirects",
  "plinth.jsonc",
  "serve.json.zip",
  "con",
  "a:b",
  "a~1",
  "x ",
];

const HIDDEN = [
  ".env",
  ".git/config",
  "a/.git/config",
  "a/.env",
  "...",
  ".../a",
  "..a",
  ".Well-Known",
  ".well-known2",
  ".well-known.txt",
  "a/.well-known/b",
  ".well-known/.env",
  ".well-known/.well-known",
  ".well-known/a/.b",
];

const RESERVED = ["_headers", "_redirects", "plinth.json", "serve.json"]
  .flatMap((name) => [name, `${name}.br`, `${name}.gz`, `${name}.zst`, name.toUpperCase()]);

Deno.test("isServableName() allows ordinary names, and .well-known at the root", () => {
  for (const path of SERVABLE) assertEquals(servable(path), true, path);
});

Deno.test("isServableName() refuses every segment that starts with a dot", () => {
  for (const path of HIDDEN) assertEquals(servable(path), false, path);
});

Deno.test("isServableName() allows dotfiles with --hidden", () => {
  for (const path of HIDDEN) assertEquals(servable(path, { hidden: true }), true, path);
});

Deno.test("isServableName() refuses the site's settings in the root, always", () => {
  for (const name of RESERVED) {
    assertEquals(servable(name), false, name);
    assertEquals(servable(name, { hidden: true }), false, name);
    assertEquals(servable(`dir/${name}`), true, name);
  }
});

const WINDOWS_REFUSED = [
  "con",
  "CON",
  "nul.txt",
  "nul.tar.gz",
  "nul .txt",
  "prn",
  "aux.c",
  "com0",
  "com1.log",
  "LPT9",
  "com¹",
  "lpt³.txt",
  "conin$",
  "CONOUT$.x",
  "a.txt:stream",
  "a.txt::$DATA",
  "c:",
  "a.",
  "a ",
  "a.txt...",
  "dir./a",
  "a/nul/b",
  "progra~1",
  "longfi~12.txt",
];

const WINDOWS_ALLOWED = ["cone", "console.log", "com", "com10", "nulls.txt", "a~b", "~", "a b.txt"];

Deno.test("isServableName() refuses names with a special meaning on Windows", () => {
  for (const path of WINDOWS_REFUSED) {
    assertEquals(servable(path, { windows: true }), false, path);
    assertEquals(servable(path, { windows: true, hidden: true }), false, path);
    assertEquals(servable(path), true, path);
  }
  for (const path of WINDOWS_ALLOWED) assertEquals(servable(path, { windows: true }), true, path);
});

Deno.test("isReachableName() refuses names that no request target can express", () => {
  for (const name of ["a", "ä", "a b", "a%2Fb", "<script>", "a:b", "\u202etxt.exe", "\u00a0"]) {
    assertEquals(isReachableName(name), true, name);
  }
  for (const name of ["a\\b", "a/b", "a\nb", "\u0000", "\u001b[2J", "\u007f", "\u0080", "\u009f"]) {
    assertEquals(isReachableName(name), false, JSON.stringify(name));
  }
});
