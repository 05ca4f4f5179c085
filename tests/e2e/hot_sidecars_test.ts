// Compressed files beside hot ones, which come, go and change: each next response has what is right by then. In
// brackets: the cache that would not notice.

import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type HotCase, type HotFolder, NEW, NEWER, OLD, testHotCases } from "../support/hot.ts";

/** With types that are compressed on the fly, when there is no sidecar, and one that is not. */
const CODINGS = [
  ["br", ".br", brotliCompressSync, "a.txt"],
  ["zstd", ".zst", zstdCompressSync, "a.bin"],
  ["gzip", ".gz", gzipSync, "a.html"],
] as const;

const ORIGINAL = "original ".repeat(300);
const REWRITTEN = "rewritten".repeat(300);

/** A file, its sidecar, and the same again somewhere outside. */
interface Pair {
  readonly place: HotFolder;
  readonly name: string;
  readonly sidecar: string;
  /** The bytes of one of two sidecars, which have the same size. */
  readonly compressed: (version: 1 | 2) => Uint8Array;
}

/** What is beside a hot file first, what is done then, and what that file has with and without the coding. */
interface Change {
  readonly name: string;
  readonly first: "none" | "sidecar" | "older" | "link out" | "by links";
  readonly act: (pair: Pair) => void;
  readonly coded: string;
  readonly identity?: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "added [watches the file only]",
    first: "none",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(1)),
    coded: "sidecar 1",
  },
  {
    name: "added by rename, as old as the file [watches the file only]",
    first: "none",
    act: ({ place, sidecar }) => Deno.renameSync(place.outside(sidecar), place.at(sidecar)),
    coded: "sidecar 2",
  },
  {
    name: "removed [keeps it open or in memory]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.removeSync(place.at(sidecar)),
    coded: ORIGINAL,
  },
  {
    name: "made older than the file [compares the times once]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.utimeSync(place.at(sidecar), OLD, OLD),
    coded: ORIGINAL,
  },
  {
    name: "made newer than the file [compares the times once]",
    first: "older",
    act: ({ place, sidecar }) => Deno.utimeSync(place.at(sidecar), NEW, NEW),
    coded: "sidecar 1",
  },
  {
    name: "outlived by a newer original [watches the sidecar only]",
    first: "sidecar",
    act: ({ place, name }) => place.write(name, REWRITTEN, NEWER),
    coded: REWRITTEN,
    identity: REWRITTEN,
  },
  {
    name: "outlived by a newer original of the same bytes [watches the sidecar only]",
    first: "sidecar",
    act: ({ place, name }) => Deno.utimeSync(place.at(name), NEWER, NEWER),
    coded: ORIGINAL,
  },
  {
    name: "rewritten at the same size [watches the file and the folder]",
    first: "sidecar",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(2)),
    coded: "sidecar 2",
  },
  {
    name: "rewritten at the same size, its mtime set back [size and mtime]",
    first: "sidecar",
    act: ({ place, sidecar, compressed }) => place.write(sidecar, compressed(2), NEW),
    coded: "sidecar 2",
  },
  {
    name: "replaced by rename by one of the same size and mtime [size and mtime; keeps it open]",
    first: "sidecar",
    act: ({ place, sidecar }) => Deno.renameSync(place.outside(sidecar), place.at(sidecar)),
    coded: "sidecar 2",
  },
  {
    name: "replaced by a link that leads out [proves only once where it lies]",
    first: "sidecar",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(sidecar));
      place.link(place.outside(sidecar), sidecar);
    },
    coded: ORIGINAL,
  },
  {
    name: "replaced by a folder [opens what it knew]",
    first: "sidecar",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(sidecar));
      Deno.mkdirSync(place.at(sidecar));
    },
    coded: ORIGINAL,
  },
  {
    name: "put in the place of a link that led out [remembers that there was none]",
    first: "link out",
    act: ({ place, sidecar, compressed }) => {
      Deno.removeSync(place.at(sidecar));
      place.write(sidecar, compressed(1), NEW);
    },
    coded: "sidecar 1",
  },
  {
    name: "led to by links of which one in between comes to lead elsewhere [looks where it lies]",
    first: "by links",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(`way/${sidecar}/current`));
      place.link("2", `way/${sidecar}/current`);
    },
    coded: "sidecar 2",
  },
  {
    name: "led to by links of which one in between goes [looks where it lies]",
    first: "by links",
    act: ({ place, sidecar }) => Deno.removeSync(place.at(`way/${sidecar}/current`)),
    coded: ORIGINAL,
  },
  {
    name: "led to by links of which one in between comes to lead out [looks where it lies]",
    first: "by links",
    act: ({ place, sidecar }) => {
      Deno.removeSync(place.at(`way/${sidecar}/current`));
      place.link(place.outside(`way/${sidecar}`), `way/${sidecar}/current`);
    },
    coded: ORIGINAL,
  },
];

/** Each in a folder of its own, so that a change of one leaves the others hot. */
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
