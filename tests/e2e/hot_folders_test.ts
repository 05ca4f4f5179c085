// Cached directories with or without an index file that change, or whose parents change: the next response shows the
// change. Brackets describe a faulty cache that would miss it.

import { type HotFolder, NEW } from "../support/hot.ts";
import { testNameChanges } from "../support/hot_names.ts";

/** Directories that are exchanged: they have the same names, sizes and times. */
function writeTwins(place: HotFolder): void {
  for (const [folder, content] of [["one", "first "], ["two", "second"]] as const) {
    place.write(`${folder}/a.txt`, content, NEW);
    place.write(`${folder}/deep/a.txt`, content, NEW);
    place.write(`${folder}/deep/index.html`, content, NEW);
  }
}

const FIRST = {
  "one/a.txt": "first ",
  "one/deep/a.txt": "first ",
  "one/deep/": "first ",
  "one/deep": 301,
};
const SECOND = {
  "one/a.txt": "second",
  "one/deep/a.txt": "second",
  "one/deep/": "second",
  "one/deep": 301,
};
const GONE = { "one/a.txt": 404, "one/deep/a.txt": 404, "one/deep/": 404, "one/deep": 404 };

function rename(place: HotFolder, from: string, to: string): void {
  Deno.renameSync(place.at(from), place.at(to));
}

testNameChanges("hot folders", [
  {
    name: "an index file is added [caches the listing, or that no index file exists]",
    prepare: (place) => place.write("sub/a.txt", "A"),
    before: { "sub/": "a.txt\n", "sub/index.html": 404 },
    change: (place) => place.write("sub/index.html", "index"),
    after: { "sub/": "index", "sub/index.html": "index" },
  },
  {
    name: "an index file is removed [caches the resolution of a directory's path]",
    prepare: (place) => place.write("sub/index.html", "index"),
    before: { "sub/": "index" },
    change: (place) => rename(place, "sub/index.html", "sub/other.html"),
    after: { "sub/": "other.html\n" },
  },
  {
    name: "an index file is replaced by one of the same size and mtime [compares size and mtime]",
    prepare: (place) => {
      place.write("sub/index.html", "index 1", NEW);
      place.writeOutside("next.html", "index 2", NEW);
    },
    before: { "sub/": "index 1" },
    change: (place) => Deno.renameSync(place.outside("next.html"), place.at("sub/index.html")),
    after: { "sub/": "index 2" },
  },
  {
    name: "an index file becomes a folder [caches the file type]",
    prepare: (place) => place.write("sub/index.html", "index"),
    before: { "sub/": "index" },
    change: (place) => {
      Deno.removeSync(place.at("sub/index.html"));
      Deno.mkdirSync(place.at("sub/index.html"));
    },
    after: { "sub/": "index.html/\n", "sub/index.html": 301 },
  },
  {
    name: "the folder is renamed [keeps the file open]",
    prepare: writeTwins,
    before: FIRST,
    change: (place) => rename(place, "one", "away"),
    after: GONE,
  },
  {
    name:
      "another folder is renamed to its name [compares the directory's mtime, or inode and mtime of the file]",
    prepare: writeTwins,
    before: FIRST,
    change: (place) => {
      rename(place, "one", "away");
      rename(place, "two", "one");
    },
    after: SECOND,
  },
  {
    name:
      "another folder further up is renamed into place [watches the nearest folder only by its time]",
    prepare: (place) => {
      writeTwins(place);
      for (const folder of ["one", "one/deep", "two", "two/deep"]) {
        Deno.utimeSync(place.at(folder), NEW, NEW);
      }
    },
    before: FIRST,
    change: (place) => {
      Deno.renameSync(place.at("one/deep"), place.outside("deep"));
      rename(place, "two/deep", "one/deep");
    },
    after: { ...SECOND, "one/a.txt": "first " },
  },
  {
    name:
      "may not be read any more (ignored for root, who may read everything) [keeps what it read]",
    ignore: Deno.build.os === "windows" || Deno.uid() === 0,
    prepare: writeTwins,
    before: FIRST,
    change: (place) => {
      Deno.chmodSync(place.at("one/a.txt"), 0);
      Deno.chmodSync(place.at("one/deep/a.txt"), 0o200);
      Deno.chmodSync(place.at("one/deep/index.html"), 0);
    },
    after: { "one/a.txt": 404, "one/deep/a.txt": 404 },
  },
  {
    name: "a folder loses its search permission (ignored for root) [keeps the content]",
    ignore: Deno.build.os === "windows" || Deno.uid() === 0,
    prepare: writeTwins,
    before: FIRST,
    change: (place) => Deno.chmodSync(place.at("one"), 0),
    after: GONE,
    undo: (place) => Deno.chmodSync(place.at("one"), 0o700),
  },
]);
