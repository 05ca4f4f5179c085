import { assert, assertEquals, assertThrows } from "@std/assert";
import { BuildError } from "../../../tools/build/build_error.ts";
import { precompress } from "../../../tools/build/precompress.ts";
import { copySite } from "../../../tools/build/site.ts";
import { TemporaryFolder } from "../../support/folder.ts";

const TIME = new Date(Date.UTC(2023, 0, 2, 3, 4, 5, 678));

function fill(folder: TemporaryFolder): void {
  folder.write("secret.txt", "secret");
  folder.write("site/a.txt", "a", TIME);
  folder.write("site/_headers", "/*\n  A: b\n");
  folder.write("site/sub/.env", "secret");
  folder.write("site/.well-known/x", "x");
  folder.link("../a.txt", "site/sub/up.txt");
  folder.link("../../secret.txt", "site/sub/out.txt");
  folder.link(".", "site/sub/self");
}

Deno.test("copySite() copies servable files, settings and mtimes, and returns links", () => {
  using folder = new TemporaryFolder();
  fill(folder);
  const options = { hidden: false, latest: Infinity };
  const copied = copySite(folder.at("site"), folder.at("copy"), options);
  assertEquals(copied.files, [".well-known/x", "_headers", "a.txt"]);
  assertEquals(copied.links, { "sub/self": "sub", "sub/up.txt": "a.txt" });
  assertEquals(Object.keys(copied.directories), ["", ".well-known", "sub"]);
  assertEquals(copied.leftOut.map((text) => text.split(" ")[0]), ["sub/.env", "sub/out.txt"]);
  assertEquals(Deno.statSync(folder.at("copy/a.txt")).mtime, TIME);
  assertEquals([...Deno.readDirSync(folder.at("copy/sub"))], []);
});

Deno.test("copySite() copies dotfiles with `hidden`, and limits mtimes", () => {
  using folder = new TemporaryFolder();
  fill(folder);
  const options = { hidden: true, latest: TIME.getTime() };
  const copied = copySite(folder.at("site"), folder.at("copy"), options);
  assert(copied.files.includes("sub/.env"));
  assertEquals(copied.directories.sub, TIME.getTime());
  assertEquals(Deno.statSync(folder.at("copy/_headers")).mtime, TIME);
});

Deno.test({
  name: "copySite() throws for an unreadable file",
  ignore: Deno.uid() === 0,
  fn: () => {
    using folder = new TemporaryFolder();
    folder.write("site/a.txt", "a");
    Deno.chmodSync(folder.at("site/a.txt"), 0);
    const options = { hidden: false, latest: Infinity };
    assertThrows(
      () => copySite(folder.at("site"), folder.at("copy"), options),
      BuildError,
      "a.txt",
    );
  },
});

Deno.test("precompress() creates smaller sidecars with the same mtime, and keeps existing ones", async () => {
  using folder = new TemporaryFolder();
  const text = "words that come again. ".repeat(500);
  folder.write("a.css", text, TIME);
  folder.write("b.css", text);
  folder.write("b.css.br", "by hand");
  folder.write("small.css", "a{}");
  folder.write("photo.jpg", text);
  folder.write("random.txt", crypto.getRandomValues(new Uint8Array(20_000)));
  const files = ["a.css", "b.css", "b.css.br", "small.css", "photo.jpg", "random.txt"];
  const made = await precompress(folder.path, files);
  assertEquals(made, ["a.css.br", "a.css.gz", "a.css.zst", "b.css.gz", "b.css.zst"]);
  assertEquals(Deno.readTextFileSync(folder.at("b.css.br")), "by hand");
  const { size, mtime } = Deno.statSync(folder.at("a.css.br"));
  assert(size < 100);
  assertEquals(mtime, TIME);
});
