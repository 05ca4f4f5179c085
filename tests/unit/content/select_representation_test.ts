import { assertEquals } from "@std/assert";
import {
  type SelectionOptions,
  selectRepresentation,
  type Unacceptable,
} from "../../../lib/content/select_representation.ts";
import type { Representation } from "../../../lib/files/cached_file.ts";
import { findFile } from "../../../lib/files/find_file.ts";
import { file, link, WRITTEN } from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, type Tree } from "../../support/memory_site.ts";

const BIG = "x".repeat(1024);
const LATER = { mtime: WRITTEN + 1 };
const EARLIER = { mtime: WRITTEN - 1 };

const TREE: Tree = {
  "plain.js": BIG,
  "small.js": BIG.slice(1),
  "photo.png": BIG,
  "unknown.qqq": BIG,
  "all.js": BIG,
  "all.js.br": "br",
  "all.js.gz": file("gzip", LATER),
  "all.js.zst": file("zstd", LATER),
  "gz.js": BIG,
  "gz.js.gz": "gzip",
  "small-gz.js": "s",
  "small-gz.js.gz": "gzip",
  "stale.js": BIG,
  "stale.js.br": file("old", EARLIER),
  "stale.js.gz": "gzip",
  "out.js": BIG,
  "out.js.br": link("/srv/other/out.js.br"),
  "/srv/other/out.js.br": "outside",
  "in.js": BIG,
  "in.js.br": link("all.js.br"),
  "folder.js": BIG,
  "folder.js.br/x": "",
  "stale.bin": BIG,
  "stale.bin.gz": file("old", EARLIER),
  "locked.bin": BIG,
  "locked.bin.br": file("br", { readable: false }),
  "locked.bin.gz": "gzip",
  "data.bin": BIG,
  "data.bin.gz": "gzip",
};

type Given = Partial<SelectionOptions> & { precompressed?: boolean };

/** Resolves a resource and returns the selection as `KIND CODING`. */
function select(name: string, acceptEncoding: string | null, given: Given = {}) {
  const { precompressed = true, ...options } = given;
  const resource = findFile(memoryServedRoot(memoryFiles(TREE)), [name], precompressed);
  if (resource === undefined) throw new Error(`no ${name}`);
  const selected = selectRepresentation(resource, {
    acceptEncoding,
    range: false,
    compress: true,
    isAvailable: () => true,
    ...options,
  });
  return { selected, shown: show(selected) };
}

function show(selected: Representation | Unacceptable): string {
  if (selected.kind === "unacceptable") return selected.busy ? "busy" : "unacceptable";
  if (selected.coding === undefined) return "identity";
  return `${selected.onTheFly ? "made" : "sidecar"} ${selected.coding}`;
}

type Row = readonly [name: string, acceptEncoding: string | null, expected: string, given?: Given];

const TABLE: readonly Row[] = [
  ["plain.js", null, "identity"],
  ["plain.js", "", "identity"],
  ["plain.js", "gzip", "made gzip"],
  ["plain.js", "x-gzip", "made gzip"],
  ["plain.js", "gzip, deflate, br, zstd", "made br"],
  ["plain.js", "gzip;q=1, br;q=0.5", "made gzip"],
  ["plain.js", "*", "made br"],
  ["plain.js", "br;q=0, *", "made zstd"],
  ["plain.js", "gzip", "identity", { compress: false }],
  ["plain.js", "gzip", "identity", { range: true }],
  ["plain.js", "gzip, identity;q=0", "made gzip", { range: true }],
  ["plain.js", "gzip, *;q=0", "made gzip", { range: true }],
  ["plain.js", "identity;q=0", "unacceptable"],
  ["plain.js", "gzip, identity;q=0", "unacceptable", { compress: false }],
  ["plain.js", "*;q=0", "unacceptable"],
  ["plain.js", "gzip", "identity", { isAvailable: () => false }],
  ["plain.js", "gzip, identity;q=0", "busy", { isAvailable: () => false }],
  ["plain.js", "br, gzip", "made gzip", { isAvailable: (_, coding) => coding === "gzip" }],
  ["small.js", "br", "identity"],
  ["small.js", "br, identity;q=0", "made br"],
  ["photo.png", "br", "identity"],
  ["unknown.qqq", "br", "identity"],
  ["all.js", "gzip, br, zstd", "sidecar br"],
  ["all.js", "gzip, zstd", "sidecar zstd"],
  ["all.js", "gzip, br;q=0.9", "sidecar gzip"],
  ["all.js", "br", "sidecar br", { range: true }],
  ["all.js", "br", "sidecar br", { compress: false }],
  ["all.js", "br", "made br", { precompressed: false }],
  ["all.js", "br", "sidecar br", { isAvailable: () => false }],
  ["all.js", null, "identity"],
  ["gz.js", "br, gzip", "sidecar gzip"],
  ["gz.js", "br, gzip;q=0.9", "made br"],
  ["gz.js", "br, gzip;q=0.9", "sidecar gzip", { range: true }],
  ["small-gz.js", "br, gzip", "sidecar gzip"],
  ["stale.js", "br, gzip;q=0.5", "made br"],
  ["stale.js", "br, gzip", "sidecar gzip"],
  ["out.js", "br", "made br"],
  ["out.js", "br", "identity", { compress: false }],
  ["in.js", "br", "sidecar br", { compress: false }],
  ["folder.js", "br", "identity", { compress: false }],
  ["data.bin", "gzip", "sidecar gzip"],
  ["data.bin", "br", "identity"],
  ["locked.bin", "br", "identity"],
  ["locked.bin", "br, gzip", "sidecar gzip"],
  ["locked.bin", "br, gzip, identity;q=0", "sidecar gzip"],
];

Deno.test("selectRepresentation() selects by Accept-Encoding among the available codings", () => {
  for (const [name, acceptEncoding, expected, given] of TABLE) {
    const { shown } = select(name, acceptEncoding, given);
    assertEquals(shown, expected, `${name} for ${acceptEncoding} ${JSON.stringify(given ?? {})}`);
  }
});

Deno.test("selectRepresentation() reports whether the selection depends on Accept-Encoding", () => {
  const table: readonly (readonly [string, boolean, Given?])[] = [
    ["plain.js", true],
    ["small.js", true],
    ["plain.js", true, { compress: false, precompressed: false }],
    ["photo.png", false],
    ["unknown.qqq", false],
    ["data.bin", true],
    ["data.bin", false, { precompressed: false }],
    ["locked.bin", true],
    ["stale.bin", false],
  ];
  for (const [name, negotiated, given] of table) {
    for (const acceptEncoding of [null, "br, gzip", "gzip;q=0"]) {
      const { selected } = select(name, acceptEncoding, given);
      assertEquals(selected.kind === "selected" && selected.negotiated, negotiated, name);
    }
  }
});

Deno.test("selectRepresentation() gives a sidecar its own stat and the original's type", () => {
  const { selected } = select("all.js", "br");
  if (selected.kind !== "selected") throw new Error(selected.kind);
  assertEquals(selected.contentType, "text/javascript; charset=UTF-8");
  assertEquals(selected.resolved.stat.size, 2);
});

Deno.test("selectRepresentation() serves a sidecar that is requested by its own name", () => {
  const { selected, shown } = select("all.js.gz", "gzip");
  assertEquals(shown, "identity");
  assertEquals(selected.kind === "selected" && selected.contentType, "application/gzip");
});
