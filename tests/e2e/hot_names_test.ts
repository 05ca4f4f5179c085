// Cached names that are removed or come to name another file: the next response shows the change. Brackets describe a
// faulty cache that would miss it.

import { NEW } from "../support/hot.ts";
import { testNameChanges } from "../support/hot_names.ts";

testNameChanges("hot names", [
  {
    name: "a file is removed [keeps it open or cached]",
    prepare: (place) => place.write("a.txt", "A"),
    before: { "a.txt": "A" },
    change: (place) => Deno.removeSync(place.at("a.txt")),
    after: { "a.txt": 404, "": "" },
  },
  {
    name: "a file is created [caches 404]",
    prepare: () => {},
    before: { "a.txt": 404, "": "" },
    change: (place) => place.write("a.txt", "A"),
    after: { "a.txt": "A", "": "a.txt\n" },
  },
  {
    name: "a file is created in a new folder [caches 404]",
    prepare: () => {},
    before: { "sub/deep/a.txt": 404, "sub/deep/": 404, "sub/deep": 404 },
    change: (place) => place.write("sub/deep/a.txt", "A"),
    after: { "sub/deep/a.txt": "A", "sub/deep/": "a.txt\n", "sub/deep": 301 },
  },
  {
    name: "a file is replaced by a folder [caches the file type]",
    prepare: (place) => place.write("a", "A"),
    before: { "a": "A", "a/": 404, "a/b.txt": 404 },
    change: (place) => {
      Deno.removeSync(place.at("a"));
      place.write("a/b.txt", "B");
    },
    after: { "a": 301, "a/": "b.txt\n", "a/b.txt": "B" },
  },
  {
    name: "a folder is replaced by a file [caches the file type or the redirect]",
    prepare: (place) => place.write("a/b.txt", "B"),
    before: { "a": 301, "a/": "b.txt\n", "a/b.txt": "B" },
    change: (place) => {
      Deno.removeSync(place.at("a"), { recursive: true });
      place.write("a", "A");
    },
    after: { "a": "A", "a/": 404, "a/b.txt": 404 },
  },
  {
    name: "a folder with an index file is replaced by a file [caches the redirect]",
    prepare: (place) => place.write("a/index.html", "index"),
    before: { "a": 301, "a/": "index", "a/index.html": "index" },
    change: (place) => {
      Deno.renameSync(place.at("a"), place.outside("a"));
      Deno.renameSync(place.outside("a/index.html"), place.at("a"));
    },
    after: { "a": "index", "a/": 404, "a/index.html": 404 },
  },
  {
    name: "a file is renamed within its folder [keeps it open; caches the listing]",
    prepare: (place) => place.write("a.txt", "A"),
    before: { "a.txt": "A", "b.txt": 404, "": "a.txt\n" },
    change: (place) => Deno.renameSync(place.at("a.txt"), place.at("b.txt")),
    after: { "a.txt": 404, "b.txt": "A", "": "b.txt\n" },
  },
  {
    name: "two files exchange names [cache key of inode and times, without the name]",
    prepare: (place) => {
      place.write("a.txt", "A", NEW);
      place.write("b.txt", "B", NEW);
    },
    before: { "a.txt": "A", "b.txt": "B" },
    change: (place) => {
      Deno.renameSync(place.at("a.txt"), place.at("c.txt"));
      Deno.renameSync(place.at("b.txt"), place.at("a.txt"));
      Deno.renameSync(place.at("c.txt"), place.at("b.txt"));
    },
    after: { "a.txt": "B", "b.txt": "A" },
  },
  {
    name: "a file becomes a dotfile, and a dotfile a file [compares inodes]",
    prepare: (place) => {
      place.write("a.txt", "A");
      place.write(".b.txt", "B");
    },
    before: { "a.txt": "A", "b.txt": 404, ".a.txt": 404, ".b.txt": 404 },
    change: (place) => {
      Deno.renameSync(place.at("a.txt"), place.at(".a.txt"));
      Deno.renameSync(place.at(".b.txt"), place.at("b.txt"));
    },
    after: { "a.txt": 404, "b.txt": "B", ".a.txt": 404, ".b.txt": 404 },
  },
]);
