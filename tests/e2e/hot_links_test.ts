// Links that replace cached files or their parents, or that change their target: the next response shows the change.
// Brackets describe a faulty cache that would miss it.

import { assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { type HotCase, HotClients, type HotFolder, NEW, testHotCases } from "../support/hot.ts";
import { delay, Server } from "../support/server.ts";

/** A cached path, a change, and the content afterwards. */
interface Change {
  readonly name: string;
  readonly target: string;
  readonly act: (place: HotFolder) => void;
  readonly after: string | number;
}

/** All files have the same size and mtime, and so have the directories. */
function prepare(place: HotFolder): void {
  for (const [folder, content] of [["one/sub", "one "], ["two/sub", "two "]] as const) {
    place.write(`${folder}/a.txt`, content, NEW);
  }
  place.writeOutside("one/sub/a.txt", "out ", NEW);
  place.write("two/.a.txt", "dot ", NEW);
  place.link("one/sub/a.txt", "link.txt");
  place.link("link.txt", "links.txt");
  place.link("one", "folder");
  // Hard links to one file inside and outside the root: only the resolved path tells them apart.
  Deno.linkSync(place.at("one/sub/a.txt"), place.outside("same.txt"));
  Deno.mkdirSync(place.outside("same"));
  Deno.linkSync(place.at("one/sub/a.txt"), place.outside("same/a.txt"));
}

/** Replaces a path with a link, as `ln -sfn` and `mv -T` do. */
function point(place: HotFolder, name: string, target: string): void {
  const isLink = Deno.lstatSync(place.at(name)).isSymlink;
  if (!isLink) Deno.renameSync(place.at(name), place.outside(`old.${name.replaceAll("/", ".")}`));
  Deno.symlinkSync(target, place.outside("next"));
  Deno.renameSync(place.outside("next"), place.at(name));
}

const FILE = "one/sub/a.txt";

const CHANGES: readonly Change[] = [
  {
    name: "a file is replaced by a link out [follows links in stat]",
    target: FILE,
    act: (place) => point(place, FILE, place.outside(FILE)),
    after: 404,
  },
  {
    name: "a file is replaced by a link out to the same inode [compares inodes, not paths]",
    target: FILE,
    act: (place) => point(place, FILE, place.outside("same.txt")),
    after: 404,
  },
  {
    name: "a file is replaced by a link inside [opens the cached path]",
    target: FILE,
    act: (place) => point(place, FILE, "../../two/sub/a.txt"),
    after: "two ",
  },
  {
    name:
      "a file is replaced by a link to a dotfile inside [checks only that the target is inside]",
    target: FILE,
    act: (place) => point(place, FILE, place.at("two/.a.txt")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link out [stats the file only, even with lstat]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("one/sub")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link out to the same inode [compares inodes, not paths]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("same")),
    after: 404,
  },
  {
    name:
      "its folder is moved out and replaced by a link to it [compares device and inode of both]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("old.one.sub")),
    after: 404,
  },
  {
    name: "an ancestor is replaced by a link out [checks the parent directory only]",
    target: FILE,
    act: (place) => point(place, "one", place.outside("one")),
    after: 404,
  },
  {
    name: "an ancestor is moved out and replaced by a link to it [sees no difference]",
    target: FILE,
    act: (place) => point(place, "one", place.outside("old.one")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link inside [opens the cached path]",
    target: FILE,
    act: (place) => point(place, "one/sub", "../two/sub"),
    after: "two ",
  },
  {
    name: "an ancestor is replaced by a link inside [opens the cached path]",
    target: FILE,
    act: (place) => point(place, "one", "two"),
    after: "two ",
  },
  {
    name: "a link's target is rewritten, its mtime set back [stats the link]",
    target: "link.txt",
    act: (place) => place.write(FILE, "new ", NEW),
    after: "new ",
  },
  {
    name: "the target of a chain of links is rewritten [stats the link]",
    target: "links.txt",
    act: (place) => place.write(FILE, "new ", NEW),
    after: "new ",
  },
  {
    name: "a link's target is removed [keeps it open]",
    target: "links.txt",
    act: (place) => Deno.removeSync(place.at(FILE)),
    after: 404,
  },
  {
    name: "a link changes to another target inside [stats the old target]",
    target: "link.txt",
    act: (place) => point(place, "link.txt", "two/sub/a.txt"),
    after: "two ",
  },
  {
    name: "the second link of a chain changes its target [checks one link]",
    target: "links.txt",
    act: (place) => point(place, "link.txt", "two/sub/a.txt"),
    after: "two ",
  },
  {
    name: "a link changes to a target outside [stats the old target]",
    target: "link.txt",
    act: (place) => point(place, "link.txt", place.outside("same.txt")),
    after: 404,
  },
  {
    name: "a link is replaced by its target [caches that it is a link]",
    target: "link.txt",
    act: (place) => Deno.renameSync(place.at(FILE), place.at("link.txt")),
    after: "one ",
  },
  {
    name: "a link to a folder changes to another folder inside [stats the old target]",
    target: "folder/sub/a.txt",
    act: (place) => point(place, "folder", "two"),
    after: "two ",
  },
  {
    name: "a link to a folder changes to a folder outside [stats the old target]",
    target: "folder/sub/a.txt",
    act: (place) => point(place, "folder", place.outside("one")),
    after: 404,
  },
  {
    name: "a file reached through a link to a folder is rewritten [stats the link]",
    target: "folder/sub/a.txt",
    act: (place) => place.write(FILE, "new ", NEW),
    after: "new ",
  },
];

const cases = CHANGES.map(({ name, target, act, after }): HotCase => ({
  name,
  prepare,
  async run(place) {
    await place.expectWarm(target, "one ");
    await place.change(() => act(place));
    await place.expect(target, after);
  },
}));

testHotCases("hot links", cases);

/** A root that is a link. Its targets contain hard links to the same files, except one. */
function prepareReleases(releases: TemporaryFolder): void {
  releases.write("1/a.txt", "first ", NEW);
  releases.write("2/a.txt", "second", NEW);
  releases.write("1/same.txt", "same", NEW);
  Deno.linkSync(releases.at("1/same.txt"), releases.at("2/same.txt"));
  releases.write("1/only.txt", "only", NEW);
  releases.link("1", "current");
}

Deno.test("hot links: a root that is a link changes its target [keeps old real paths]", async () => {
  using releases = new TemporaryFolder();
  prepareReleases(releases);
  const args = [releases.at("current"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args);
  using clients = await HotClients.open(server.port);
  const show = async (target: string) => (await clients.ask(target)).text;
  for (let round = 0; round < 4; round++) {
    for (const target of ["/a.txt", "/same.txt", "/only.txt"]) await clients.warmUp(20, target);
    const [folder, content] = round % 2 === 0 ? ["2", "second"] : ["1", "first "];
    Deno.symlinkSync(folder, releases.at("next"));
    Deno.renameSync(releases.at("next"), releases.at("current"));
    await delay(3);
    assertEquals(await show("/a.txt"), content);
    assertEquals(await show("/same.txt"), "same");
    assertEquals((await clients.ask("/only.txt")).status, round % 2 === 0 ? 404 : 200);
  }
});
