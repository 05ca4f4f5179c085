// Links that come in the way of hot files, or lead elsewhere by now: each next response knows. In brackets: the
// cache that would not notice.

import { assertEquals } from "@std/assert";
import { Folder } from "../support/folder.ts";
import { type HotCase, HotClients, type HotFolder, NEW, testHotCases } from "../support/hot.ts";
import { delay, Server } from "../support/server.ts";

/** What is hot, what is done then, and what it shows after that. */
interface Change {
  readonly name: string;
  readonly target: string;
  readonly act: (place: HotFolder) => void;
  readonly after: string | number;
}

/** All files have the same size and time, and so have the folders. */
function prepare(place: HotFolder): void {
  for (const [folder, content] of [["one/sub", "one "], ["two/sub", "two "]] as const) {
    place.write(`${folder}/a.txt`, content, NEW);
  }
  place.writeOutside("one/sub/a.txt", "out ", NEW);
  place.write("two/.a.txt", "dot ", NEW);
  place.link("one/sub/a.txt", "link.txt");
  place.link("link.txt", "links.txt");
  place.link("one", "folder");
  // The same file under an innocent name inside and outside: only where a path leads tells them apart.
  Deno.linkSync(place.at("one/sub/a.txt"), place.outside("same.txt"));
  Deno.mkdirSync(place.outside("same"));
  Deno.linkSync(place.at("one/sub/a.txt"), place.outside("same/a.txt"));
}

/** Puts a link in the place of whatever is there, as `ln -sfn` and `mv -T` do. */
function point(place: HotFolder, name: string, target: string): void {
  const isLink = Deno.lstatSync(place.at(name)).isSymlink;
  if (!isLink) Deno.renameSync(place.at(name), place.outside(`old.${name.replaceAll("/", ".")}`));
  Deno.symlinkSync(target, place.outside("next"));
  Deno.renameSync(place.outside("next"), place.at(name));
}

const FILE = "one/sub/a.txt";

const CHANGES: readonly Change[] = [
  {
    name: "a file is replaced by a link out [stats what a link leads to]",
    target: FILE,
    act: (place) => point(place, FILE, place.outside(FILE)),
    after: 404,
  },
  {
    name: "a file is replaced by a link out to the same inode [knows inodes, not places]",
    target: FILE,
    act: (place) => point(place, FILE, place.outside("same.txt")),
    after: 404,
  },
  {
    name: "a file is replaced by a link inside [opens what it knew]",
    target: FILE,
    act: (place) => point(place, FILE, "../../two/sub/a.txt"),
    after: "two ",
  },
  {
    name: "a file is replaced by a link to a dotfile inside [proves only that it is inside]",
    target: FILE,
    act: (place) => point(place, FILE, place.at("two/.a.txt")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link out [looks at the file alone, also with lstat]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("one/sub")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link out to the same inode [knows inodes, not places]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("same")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link to itself, moved out [knows device and inode of both]",
    target: FILE,
    act: (place) => point(place, "one/sub", place.outside("old.one.sub")),
    after: 404,
  },
  {
    name: "a folder further up is replaced by a link out [looks at the nearest folder only]",
    target: FILE,
    act: (place) => point(place, "one", place.outside("one")),
    after: 404,
  },
  {
    name: "a folder further up is replaced by a link to itself, moved out [sees no difference]",
    target: FILE,
    act: (place) => point(place, "one", place.outside("old.one")),
    after: 404,
  },
  {
    name: "its folder is replaced by a link inside [opens what it knew]",
    target: FILE,
    act: (place) => point(place, "one/sub", "../two/sub"),
    after: "two ",
  },
  {
    name: "a folder further up is replaced by a link inside [opens what it knew]",
    target: FILE,
    act: (place) => point(place, "one", "two"),
    after: "two ",
  },
  {
    name: "what a link leads to is rewritten, its mtime set back [looks at the link]",
    target: "link.txt",
    act: (place) => place.write(FILE, "new ", NEW),
    after: "new ",
  },
  {
    name: "what a link to a link leads to is rewritten [looks at the link]",
    target: "links.txt",
    act: (place) => place.write(FILE, "new ", NEW),
    after: "new ",
  },
  {
    name: "what a link leads to is removed [keeps it open]",
    target: "links.txt",
    act: (place) => Deno.removeSync(place.at(FILE)),
    after: 404,
  },
  {
    name: "a link comes to lead elsewhere inside [looks at what it led to]",
    target: "link.txt",
    act: (place) => point(place, "link.txt", "two/sub/a.txt"),
    after: "two ",
  },
  {
    name: "a link that a link leads to comes to lead elsewhere [looks at one link]",
    target: "links.txt",
    act: (place) => point(place, "link.txt", "two/sub/a.txt"),
    after: "two ",
  },
  {
    name: "a link comes to lead out [looks at what it led to]",
    target: "link.txt",
    act: (place) => point(place, "link.txt", place.outside("same.txt")),
    after: 404,
  },
  {
    name: "a link becomes the file that it led to [remembers that it is a link]",
    target: "link.txt",
    act: (place) => Deno.renameSync(place.at(FILE), place.at("link.txt")),
    after: "one ",
  },
  {
    name: "a folder's link comes to lead elsewhere inside [looks at what it led to]",
    target: "folder/sub/a.txt",
    act: (place) => point(place, "folder", "two"),
    after: "two ",
  },
  {
    name: "a folder's link comes to lead out [looks at what it led to]",
    target: "folder/sub/a.txt",
    act: (place) => point(place, "folder", place.outside("one")),
    after: 404,
  },
  {
    name: "a file reached through a folder's link is rewritten [looks at the link]",
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

/** A root that is a link, whose folders have the same files of the same inodes but for one. */
function prepareReleases(releases: Folder): void {
  releases.write("1/a.txt", "first ", NEW);
  releases.write("2/a.txt", "second", NEW);
  releases.write("1/same.txt", "same", NEW);
  Deno.linkSync(releases.at("1/same.txt"), releases.at("2/same.txt"));
  releases.write("1/only.txt", "only", NEW);
  releases.link("1", "current");
}

Deno.test("hot links: a root that is a link comes to lead elsewhere [real paths of before]", async () => {
  using releases = new Folder();
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
