// Sidecars of cached files that are added, removed and changed: the next response uses the current ones. Brackets
// describe a faulty cache that would miss the change.

import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type HotCase, type HotFolder, NEW, NEWER, OLD, testHotCases } from "../support/hot.ts";

/** Types that are compressed on the fly if they have no sidecar, and one type that is not. */
const CODINGS = [
  ["br", ".br", brotliCompressSync, "a.txt"],
  ["zstd", ".zst", zstdCompressSync, "a.bin"],
  ["gzip", ".gz", gzipSync, "a.html"],
] as const;

const ORIGINAL = "original ".repeat(300);
const REWRITTEN = "rewritten".repeat(300);

/** A file and its sidecar, inside and outside the root. */
interface Pair {
  readonly place: HotFolder;
  readonly name: string;
  readonly sidecar: string;
  /** The bytes of one of two sidecars of equal size. */
  readonly compressed: (version: 1 | 2) => Uint8Array;
}

/** The initial sidecar of a cached file, a change, and the content with and without the coding afterwards. */
interface Change {
  readonly name: string;
  readonly first: "none" | "sidecar" | "older" | "link out" | "by links";
  readonly act: (pair: Pair) => void;
  readonly coded: string;
  readonly identity?: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "added [stats the file only]",
    first: "none",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(1)),
    coded: "sidecar 1",
  },
  {
    name: "added by rename, as old as the file [stats the file only]",
    first: "none",
    act: ({ place, sidecar }) => Deno.renameSync(place.outside(sidecar), place.at(sidecar)),
    coded: "sidecar 2",
  },
  {
    name: "removed [keeps it open or cached]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.removeSync(place.at(sidecar)),
    coded: ORIGINAL,
  },
  {
    name: "made older than the file [compares mtimes once]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.utimeSync(place.at(sidecar), OLD, OLD),
    coded: ORIGINAL,
  },
  {
    name: "made newer than the file [compares mtimes once]",
    first: "older",
    act: ({ place, sidecar }) => Deno.utimeSync(place.at(sidecar), NEW, NEW),
    coded: "sidecar 1",
  },
  {
    name: "older than a new original [stats the sidecar only]",
    first: "sidecar",
    act: ({ place, name }) => place.write(name, REWRITTEN, NEWER),
    coded: REWRITTEN,
    identity: REWRITTEN,
  },
  {
    name: "older than a new original of the same bytes [stats the sidecar only]",
    first: "sidecar",
    act: ({ place, name }) => Deno.utimeSync(place.at(name), NEWER, NEWER),
    coded: ORIGINAL,
  },
  {
    name: "rewritten at the same size [stats the file and the directory]",
    first: "sidecar",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(2)),
    coded: "sidecar 2",
  },
  {
    name: "rewritten at the same size, its mtime set back [compares size and mtime]",
    first: "sidecar",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(2), NEW),
    coded: "sidecar 2",
  },
  {
    name:
      "replaced by rename with one of the same size and mtime [compares size and mtime; keeps it open]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.renameSync(place.outside(sidecar), place.at(sidecar)),
    coded: "sidecar 2",
  },
  {
    name: "replaced by a link out [checks the target once]",
    first: "sidecar",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(sidecar));
      place.link(place.outside(sidecar), sidecar);
    },
    coded: ORIGINAL,
  },
  {
    name: "replaced by a folder [opens the cached path]",
    first: "sidecar",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(sidecar));
      Deno.mkdirSync(place.at(sidecar));
    },
    coded: ORIGINAL,
  },
  {
    name: "added in place of a link out [caches that no sidecar exists]",
    first: "link out",
    act: ({ place, sidecar, compressed }) => {
      Deno.removeSync(place.at(sidecar));
      place.write(sidecar, compressed(1), NEW);
    },
    coded: "sidecar 1",
  },
  {
    name: "reached through links, one of which changes its target [stats the final target]",
    first: "by links",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(`way/${sidecar}/current`));
      place.link("2", `way/${sidecar}/current`);
    },
    coded: "sidecar 2",
  },
  {
    name: "reached through links, one of which is removed [stats the final target]",
    first: "by links",
    act: ({ place, sidecar }) => Deno.removeSync(place.at(`way/${sidecar}/current`)),
    coded: ORIGINAL,
  },
  {
    name:
      "reached through links, one of which changes to a target outside [stats the final target]",
    first: "by links",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(`way/${sidecar}/current`));
      place.link(place.outside(`way/${sidecar}`), `way/${sidecar}/current`);
    },
    coded: ORIGINAL,
  },
];

/** Each case has its own directory, so a change leaves the other files cached. */
function pairsOf(place: HotFolder): (Pair & { coding: string })[] {
  return CODINGS.map(([coding, suffix, compress, file]) => {
    const name = `${coding}/${file}`;
    const compressed = (version: 1 | 2) => compress(`sidecar ${version}`);
    return { place, name, sidecar: `${name}${suffix}`, compressed, coding };
  });
}

function prepare(place: HotFolder, first: Change["first"]): void {
  for (const { name, sidecar, compressed } of pairsOf(place)) {
    place.write(name, ORIGINAL, NEW);
    place.writeOutside(sidecar, compressed(2), NEW);
    if (first === "sidecar") place.write(sidecar, compressed(1), NEW);
    if (first === "older") place.write(sidecar, compressed(1), OLD);
    if (first === "by links") {
      for (const version of [1, 2] as const) {
        place.write(`way/${sidecar}/${version}/it`, compressed(version), NEW);
      }
      place.writeOutside(`way/${sidecar}/it`, compressed(2), NEW);
      place.link("1", `way/${sidecar}/current`);
      place.link(place.at(`way/${sidecar}/current/it`), sidecar);
    }
    if (first === "link out") place.link(place.outside(sidecar), sidecar);
  }
}

const cases = CHANGES.map(({ name, first, act, coded, identity = ORIGINAL }): HotCase => ({
  name: `a sidecar is ${name}`,
  prepare: (place) => prepare(place, first),
  async run(place) {
    const before = first === "sidecar" || first === "by links" ? "sidecar 1" : ORIGINAL;
    for (const pair of pairsOf(place)) {
      const fields = { "Accept-Encoding": pair.coding };
      await place.expectWarm(pair.name, before, fields);
      await place.change(() => act(pair));
      await place.expect(pair.name, coded, fields);
      await place.expect(pair.name, identity);
    }
  },
}));

testHotCases("hot sidecars", cases);
