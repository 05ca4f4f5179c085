import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/util/errors.ts";
import { findRoot } from "../../../lib/config/root.ts";

Deno.test("findRoot() gives the built-in site when no folder is named", () => {
  const root = findRoot(undefined);
  assert(/[/\\]www$/.test(root), root);
  assert(Deno.statSync(`${root}/index.html`).isFile);
});

Deno.test("findRoot() makes a path absolute, and leaves links as they are", () => {
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

Deno.test("findRoot() says what is wrong with a folder", () => {
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
