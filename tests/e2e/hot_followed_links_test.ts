// Cached files reached through links that leave the root, with --follow-symlinks: the next response follows the links
// as they are then.

import { type HotCase, type HotFolder, NEW, testHotCases } from "../support/hot.ts";

const CHANGES: Readonly<Record<string, (place: HotFolder) => void>> = {
  "what they lead to is rewritten, its mtime set back [looks at the link]": (place) =>
    place.writeOutside("one/a.txt", "two", NEW),
  "what they lead to is replaced [looks at the link]": (place) =>
    Deno.renameSync(place.outside("two/a.txt"), place.outside("one/a.txt")),
  "the folder that they lead to is replaced [looks at the link and at its folder]": (place) => {
    Deno.renameSync(place.outside("one"), place.outside("away"));
    Deno.renameSync(place.outside("two"), place.outside("one"));
  },
  "they come to lead elsewhere [looks at what they led to]": (place) => {
    Deno.symlinkSync(place.outside("two"), place.at("next"));
    Deno.renameSync(place.at("next"), place.at("folder"));
    Deno.symlinkSync(place.outside("two/a.txt"), place.at("next"));
    Deno.renameSync(place.at("next"), place.at("a.txt"));
  },
  "they are replaced by what they would lead to [remembers that they are links]": (place) => {
    for (const name of ["folder", "a.txt"]) Deno.removeSync(place.at(name));
    place.write("folder/a.txt", "two", NEW);
    place.write("a.txt", "two", NEW);
  },
};

function prepare(place: HotFolder): void {
  for (const content of ["one", "two"]) place.writeOutside(`${content}/a.txt`, content, NEW);
  place.link(place.outside("one"), "folder");
  place.link(place.outside("one/a.txt"), "a.txt");
}

const changes = Object.entries(CHANGES).map(([name, act]): HotCase => ({
  name,
  prepare,
  async run(place) {
    for (const name of ["a.txt", "folder/a.txt"]) await place.expectWarm(name, "one");
    await place.change(() => act(place));
    for (const name of ["a.txt", "folder/a.txt"]) await place.expect(name, "two");
  },
}));

const hidden: HotCase = {
  name: "a link from a file outside is changed to a dotfile inside [checks the target once]",
  prepare: (place) => {
    prepare(place);
    place.write(".a.txt", "dot", NEW);
  },
  async run(place) {
    await place.expectWarm("a.txt", "one");
    await place.change(() => {
      Deno.removeSync(place.outside("one/a.txt"));
      Deno.symlinkSync(place.at(".a.txt"), place.outside("one/a.txt"));
    });
    await place.expect("a.txt", 404);
  },
};

testHotCases("hot followed links", [...changes, hidden], ["--follow-symlinks"]);
