import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/util/errors.ts";
import { findRoot } from "../../../lib/config/root.ts";

Deno.test("findRoot() returns the built-in site if no folder is given", () => {
  const root = findRoot(undefined);
  assert(/[/\\]www$/.test(root), root);
  assert(Deno.statSync(`${root}/index.html`).isFile);
});

Deno.test("findRoot() returns an absolute path and does not resolve symbolic links", () => {
  const folder = Deno.makeTempDirSync({ prefix: "plinth-root-" });
  try {
    Deno.mkdirSync(`${folder}/v1`);
    Deno.symlinkSync("v1", `${folder}/current`);
    assertEquals(findRoot(folder), folder);
    assertEquals(findRoot(`${folder}/`), folder);
    assertEquals(findRoot(`${folder}/v1/../current`), `${folder}/current`);
    assertEquals(findRoot("."), Deno.cwd());
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("findRoot() reports why a folder can't be served", () => {
  const folder = Deno.makeTempDirSync({ prefix: "plinth-root-" });
  try {
    Deno.writeTextFileSync(`${folder}/file`, "");
    Deno.symlinkSync("nothing", `${folder}/dangling`);
    const table = [
      ["file", "is a file"],
      ["nothing", "there is no folder"],
      ["dangling", "there is no folder"],
      ["file/below", "there is no folder"],
    ] as const;
    for (const [name, problem] of table) {
      assertThrows(() => findRoot(`${folder}/${name}`), UsageError, problem);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
