import { assert, assertEquals } from "@std/assert";
import { isStoredPath } from "../../../lib/files/stored_name.ts";
import { ask, memoryFiles, memoryServedRoot, memorySite, ROOT } from "../../support/memory_site.ts";

const TREE = {
  "secret/s.txt": "secret",
  "Straße/ä.txt": "umlaut",
  "123": "digits",
  "plinth.json": "{}",
  "keys/key.pem": "key",
  "public.txt": "public",
};

/** Paths of the tree in other spellings. */
const ALIASES = [
  "SECRET/s.txt",
  "secret/S.TXT",
  "Secret/s.txt",
  "straße/ä.txt",
  "Straße/Ä.txt",
  "Straße/ä.txt".normalize("NFD"),
  "PUBLIC.TXT",
];

Deno.test("isStoredPath() accepts stored names only, on a file system that ignores case", () => {
  const files = memoryFiles(TREE);
  files.ignoresCase = true;
  const servedRoot = memoryServedRoot(files);
  for (const path of Object.keys(TREE)) {
    assert(isStoredPath(servedRoot, path.split("/")), path);
  }
  for (const path of ALIASES) {
    assert(files.exists(`${ROOT}/${path}`), path);
    assertEquals(isStoredPath(servedRoot, path.split("/")), false, path);
  }
});

Deno.test("isStoredPath() reads no directory on a file system that compares names exactly", () => {
  const files = memoryFiles(TREE);
  const servedRoot = memoryServedRoot(files);
  for (const path of Object.keys(TREE)) assert(isStoredPath(servedRoot, path.split("/")));
  assertEquals(files.calls.filter((call) => call.startsWith("hasEntry ")), []);
});

Deno.test("isStoredPath() distinguishes two files whose names differ in case", () => {
  const files = memoryFiles({ "readme": "one", "README": "other" });
  for (const name of ["readme", "README"]) {
    assert(isStoredPath(memoryServedRoot(files), [name]), name);
  }
});

Deno.test("isStoredPath() verifies the directories above many files once", () => {
  const files = memoryFiles({ "a/b/c/1.txt": "", "a/b/c/2.txt": "" });
  const servedRoot = memoryServedRoot(files);
  isStoredPath(servedRoot, ["a", "b", "c", "1.txt"]);
  const before = files.calls.length;
  assert(isStoredPath(servedRoot, ["a", "b", "c", "2.txt"]));
  assertEquals(files.calls.slice(before), [`exists ${ROOT}/a/b/c/2.Txt`]);
});

for (const followSymlinks of [false, true]) {
  const name =
    `case: another spelling is 404, whatever the rules (followSymlinks: ${followSymlinks})`;
  Deno.test(name, async () => {
    const files = memoryFiles(TREE);
    files.ignoresCase = true;
    const site = memorySite(files, {
      followSymlinks,
      auth: [{ path: "/secret/*", id: "secret" }],
      denied: new Set(["keys/key.pem"]),
    });
    assertEquals((await ask(site, "/public.txt")).status, 200);
    assertEquals((await ask(site, "/secret/s.txt")).status, 401);
    assertEquals((await ask(site, "/plinth.json")).status, 404);
    assertEquals((await ask(site, "/keys/key.pem")).status, 404);
    for (const path of [...ALIASES, "PLINTH.JSON", "KEYS/KEY.PEM", "keys/KEY.pem", "secret/"]) {
      const target = `/${path.split("/").map(encodeURIComponent).join("/")}`;
      const { status, text } = await ask(site, target);
      assert(status === 404 || status === 401, `${target}: ${status}`);
      assert(!/^(?:secret|key|public|umlaut)/.test(text), target);
    }
  });
}
