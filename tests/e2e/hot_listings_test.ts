// Listings of a folder that is requested continuously while it changes: the next response must show the change. The
// brackets name what a stale cache would keep.

import { type HotFolder, NEW } from "../support/hot.ts";
import { testNameChanges } from "../support/hot_names.ts";

function prepare(place: HotFolder): void {
  place.write("list/a.txt", "A");
  place.write("list/b.txt", "B");
  place.write("list/inner/c.txt", "C");
  Deno.utimeSync(place.at("list"), NEW, NEW);
}

const BEFORE = { "list/": "inner/\na.txt\nb.txt\n" };

testNameChanges("hot listings", [
  {
    name: "a file is added [names]",
    prepare,
    before: BEFORE,
    change: (place) => place.write("list/aa.txt", "AA"),
    after: { "list/": "inner/\na.txt\naa.txt\nb.txt\n" },
  },
  {
    name: "a file is added, and the folder's mtime is set back [the folder's mtime]",
    prepare,
    before: BEFORE,
    change: (place) => {
      place.write("list/aa.txt", "AA");
      Deno.utimeSync(place.at("list"), NEW, NEW);
    },
    after: { "list/": "inner/\na.txt\naa.txt\nb.txt\n" },
  },
  {
    name: "a file is removed [entries]",
    prepare,
    before: BEFORE,
    change: (place) => Deno.removeSync(place.at("list/a.txt")),
    after: { "list/": "inner/\nb.txt\n" },
  },
  {
    name: "a file is renamed [the number of names]",
    prepare,
    before: BEFORE,
    change: (place) => Deno.renameSync(place.at("list/a.txt"), place.at("list/c.txt")),
    after: { "list/": "inner/\nb.txt\nc.txt\n" },
  },
  {
    name: "a file becomes a folder [kinds by name]",
    prepare,
    before: BEFORE,
    change: (place) => {
      Deno.removeSync(place.at("list/b.txt"));
      Deno.mkdirSync(place.at("list/b.txt"));
    },
    after: { "list/": "b.txt/\ninner/\na.txt\n" },
  },
  {
    name: "a link's target becomes a folder [link targets]",
    prepare: (place) => {
      prepare(place);
      place.write("elsewhere", "");
      place.link("../elsewhere", "list/link");
      Deno.utimeSync(place.at("list"), NEW, NEW);
    },
    before: { "list/": "inner/\na.txt\nb.txt\nlink\n" },
    change: (place) => {
      Deno.removeSync(place.at("elsewhere"));
      Deno.mkdirSync(place.at("elsewhere"));
    },
    after: { "list/": "inner/\nlink/\na.txt\nb.txt\n" },
  },
  {
    name: "another folder is renamed into its place [the folder's path and times]",
    prepare: (place) => {
      prepare(place);
      place.write("other/z.txt", "Z");
      Deno.utimeSync(place.at("other"), NEW, NEW);
    },
    before: BEFORE,
    change: (place) => {
      Deno.renameSync(place.at("list"), place.at("away"));
      Deno.renameSync(place.at("other"), place.at("list"));
    },
    after: { "list/": "z.txt\n", "away/": "inner/\na.txt\nb.txt\n" },
  },
]);
