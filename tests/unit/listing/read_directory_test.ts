import { assertEquals, assertRejects } from "@std/assert";
import { resolvePath } from "../../../lib/files/containment.ts";
import { type ListedRoot } from "../../../lib/listing/name_cache.ts";
import { createDirectoryReader, listDirectory } from "../../../lib/listing/read_directory.ts";
import { type ListingEntry, sortListing } from "../../../lib/listing/sort_entries.ts";
import { sortByName } from "../../../lib/listing/name_order.ts";
import { openFile } from "../../support/open_file.ts";
import { resolveRequest } from "../../../lib/files/resolve_request.ts";
import {
  directory,
  file,
  link,
  type MemoryFileSystem,
  SPECIAL,
  WRITTEN,
} from "../../support/memory_file_system.ts";
import { memoryFiles, memoryServedRoot, ROOT, type Tree } from "../../support/memory_site.ts";

const TREE: Tree = {
  "b.txt": file("12345", { mtime: WRITTEN + 5 }),
  "a": directory({ mtime: WRITTEN + 7 }),
  "a/inner.txt": "",
  "index.html": "",
  "link": link("b.txt"),
  "link-dir": link("a"),
  "<b>&\"'": "",
  "\u202egpj.exe": "",
  ".well-known/x": "",
  ".env": "",
  ".git/config": "",
  "_headers": "",
  "_redirects.br": "",
  "plinth.json": "",
  "serve.json": "",
  "pipe": SPECIAL,
  "to-pipe": link("pipe"),
  "dangling": link("nothing"),
  "loop": link("loop"),
  "out": link("/srv/other"),
  "out-file": link("/srv/other/x"),
  "back": link("/srv/other/back/b.txt"),
  "to-hidden": link(".env"),
  "to-reserved": link("_headers"),
  "unreadable": file("", { readable: false }),
  "unreadable-dir": directory({ readable: false }),
  "to-unreadable": link("unreadable"),
  "line\nbreak": "",
  "back\\slash": "",
  "escape\u001b[2J": "",
  "c1\u009b": "",
  "/srv/other/x": "",
  "/srv/other/back": link("/srv/site"),
};

async function list(servedRoot: ListedRoot, path = ""): Promise<ListingEntry[] | undefined> {
  const place = resolvePath(servedRoot, path.split("/").filter((name) => name !== ""));
  if (place === undefined) throw new Error(`no ${path}`);
  return await listDirectory(servedRoot, place);
}

function names(entries: readonly ListingEntry[] | undefined): string[] | undefined {
  return entries?.map(({ name, type }) => `${name}${type === "directory" ? "/" : ""}`).sort();
}

const LISTED = [
  "<b>&\"'",
  ".well-known/",
  "a/",
  "b.txt",
  "index.html",
  "link",
  "link-dir/",
  "\u202egpj.exe",
];

Deno.test("readListing() lists what would be served, and nothing else", async () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  assertEquals(names(await list(servedRoot)), LISTED.toSorted());
  assertEquals(names(await list(servedRoot, "link-dir")), ["inner.txt"]);
});

Deno.test("readListing() lists dotfiles with --hidden, but no settings", async () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE), { hidden: true });
  const more = [".env", ".git/", "to-hidden"];
  assertEquals(names(await list(servedRoot)), [...LISTED, ...more].toSorted());
});

Deno.test("readListing() lists what is outside with --follow-symlinks, but nothing hidden", async () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE), { followSymlinks: true });
  const more = ["out/", "out-file", "back"];
  assertEquals(names(await list(servedRoot)), [...LISTED, ...more].toSorted());
});

for (const options of [{}, { hidden: true }, { followSymlinks: true }]) {
  Deno.test(`readListing() agrees with what is served: ${JSON.stringify(options)}`, async () => {
    const servedRoot = memoryServedRoot(memoryFiles(TREE), options);
    const listed = names(await list(servedRoot))?.map((name) => name.replace(/\/$/, ""));
    // deno-lint-ignore no-control-regex -- names with these characters can't be requested
    for (const path of Object.keys(TREE).filter((path) => !/[/\\\n\u001b\u009b]/.test(path))) {
      const found = resolveRequest(servedRoot, [path], false, { index: [], precompressed: true });
      // A directory that can't be read has no listing.
      const served = found.kind !== "notFound" && path !== "unreadable-dir";
      assertEquals(listed?.includes(path), served, path);
    }
  });
}

Deno.test("readListing() gives type, size and time, of a link's target", async () => {
  const entries = await list(memoryServedRoot(memoryFiles(TREE))) ?? [];
  const find = (wanted: string) => entries.find(({ name }) => name === wanted);
  const expected = { type: "file", size: 5, modified: WRITTEN + 5 } as const;
  assertEquals(find("b.txt"), { name: "b.txt", ...expected });
  assertEquals(find("link"), { name: "link", ...expected, link: true });
  assertEquals(find("a"), {
    name: "a",
    type: "directory",
    size: undefined,
    modified: WRITTEN + 7,
  });
});

Deno.test("listDirectory() returns undefined for a directory that is unreadable or was removed", async () => {
  const files = memoryFiles(TREE);
  const servedRoot = memoryServedRoot(files);
  assertEquals(await list(servedRoot, "unreadable-dir"), undefined);
  files.before = (call) => {
    if (call === "readDirectory") files.remove(`${ROOT}/a`);
  };
  assertEquals(await list(servedRoot, "a"), undefined);
});

Deno.test("listDirectory() returns undefined for a directory that is swapped for a link to the outside", async () => {
  const swaps: readonly ((files: MemoryFileSystem, call: string) => void)[] = [
    (files, call) => call === "readDirectory" && files.put(`${ROOT}/a`, link("/srv/other")),
    (files, call) => call === "lstat" && files.put(`${ROOT}/a`, link("/srv/other")),
  ];
  for (const swap of swaps) {
    const files = memoryFiles(TREE);
    const servedRoot = memoryServedRoot(files);
    const place = resolvePath(servedRoot, ["a"]);
    if (place === undefined) throw new Error("no a");
    files.before = (call) => swap(files, call);
    assertEquals(await listDirectory(servedRoot, place), undefined);
  }
});

/** A directory that can be swapped for a link to an outside directory, with other names in it, and back. */
function swappable() {
  const files = memoryFiles({ "a/inner.txt": "", "/srv/other/secret.txt": "" });
  files.put("/srv/kept", link("/srv/other"));
  const swap = (): void => {
    files.rename(`${ROOT}/a`, "/srv/spare");
    files.rename("/srv/kept", `${ROOT}/a`);
    files.rename("/srv/spare", "/srv/kept");
  };
  const servedRoot = memoryServedRoot(files);
  const place = resolvePath(servedRoot, ["a"]);
  if (place === undefined) throw new Error("no a");
  return { files, swap, read: () => listDirectory(servedRoot, place) };
}

Deno.test("listDirectory() detects that the directory was swapped and swapped back", async () => {
  const { files, swap, read } = swappable();
  const order = ["readDirectory", "stat realPath"];
  files.before = (call) => {
    if (order[0]?.split(" ").includes(call) !== true) return;
    order.shift();
    swap();
  };
  const listed = names(await read());
  assertEquals(listed, ["inner.txt"]);
  assertEquals(order, []);
});

Deno.test("listDirectory() lists no outside entry however often the directory is swapped", async () => {
  const { files, swap, read } = swappable();
  let outside = false;
  files.before = (call, path) => {
    const wanted = call === "readDirectory" || (outside && path !== `${ROOT}/a`);
    // Outside while names and entries are read, inside while the directory itself is verified.
    if (wanted === outside || !(wanted || path === `${ROOT}/a`)) return;
    outside = wanted;
    const { before } = files;
    files.before = () => {};
    swap();
    files.before = before;
  };
  const listed = names(await read()) ?? [];
  assertEquals(listed.includes("secret.txt"), false);
});

Deno.test("createDirectoryReader() returns undefined if the directory was replaced after it was resolved", async () => {
  const files = memoryFiles({ "a/inner.txt": "", "/srv/other/secret.txt": "" });
  const servedRoot = memoryServedRoot(files);
  const place = resolvePath(servedRoot, ["a"]);
  if (place === undefined) throw new Error("no a");
  // The times of the parent may be old at once, so the path of the link counts as unchanged.
  files.put(`${ROOT}/a`, link("/srv/other"));
  assertEquals(await createDirectoryReader(servedRoot, place), undefined);
});

Deno.test("listDirectory() lists many entries without opening any", async () => {
  const many = Array.from({ length: 1500 }, (_, index) => [`many/${index}`, ""] as const);
  const files = memoryFiles(Object.fromEntries(many));
  const entries = await list(memoryServedRoot(files), "many");
  assertEquals(entries?.length, 1500);
  assertEquals(files.opened, 0);
  assertEquals(openFile(memoryServedRoot(files), ["many", "1500"]), undefined);
});

/** Returns a directory's entries in the order in which readInOrder() yields them. */
async function readInOrder(
  servedRoot: ListedRoot,
  path: string,
  order: "asc" | "desc" = "asc",
  afterBatch: () => void = () => {},
): Promise<ListingEntry[]> {
  const place = resolvePath(servedRoot, path.split("/").filter((name) => name !== ""));
  const folder = place && await createDirectoryReader(servedRoot, place);
  if (folder === undefined) throw new Error(`no ${path}`);
  const entries: ListingEntry[] = [];
  for await (const batch of folder.readInOrder(order)) {
    entries.push(...batch);
    afterBatch();
  }
  return entries;
}

Deno.test("DirectoryReader.readInOrder() yields the same as listDirectory() and sortListing()", async () => {
  const servedRoot = memoryServedRoot(memoryFiles(TREE));
  for (const order of ["asc", "desc"] as const) {
    const entries = await list(servedRoot) ?? [];
    sortListing(entries, { sort: "name", order });
    assertEquals(await readInOrder(servedRoot, "", order), entries);
  }
});

Deno.test("DirectoryReader.readInOrder() reads entries just before it yields them", async () => {
  const many = Array.from({ length: 1000 }, (_, index) => [`many/${index}`, ""] as const);
  const files = memoryFiles(Object.fromEntries(many));
  let readCount = 0;
  const entries = await readInOrder(memoryServedRoot(files), "many", "asc", () => {
    readCount ||= files.calls.filter((call) => call.startsWith("lstat")).length;
  });
  assertEquals(entries.map(({ name }) => name), many.map((_, index) => `${index}`));
  assertEquals(readCount > 100 && readCount < 900, true, `${readCount}`);
});

Deno.test("DirectoryReader.readInOrder() yields no outside entry and throws if the directory is swapped", async () => {
  const many = Array.from({ length: 600 }, (_, index) => [`${index}`, index] as const);
  const inside = many.map(([name]) => [`a/${name}`, "in"] as const);
  const outside = many.map(([name]) => [`/srv/other/${name}`, "out: longer"] as const);
  const files = memoryFiles(Object.fromEntries([...inside, ...outside]));
  const seen: ListingEntry[] = [];
  let isSwapped = false;
  await assertRejects(async () => {
    const servedRoot = memoryServedRoot(files);
    const place = resolvePath(servedRoot, ["a"]);
    const folder = place && await createDirectoryReader(servedRoot, place);
    for await (const batch of folder?.readInOrder("asc") ?? []) {
      seen.push(...batch);
      if (!isSwapped) files.put(`${ROOT}/a`, link("/srv/other"));
      isSwapped = true;
    }
  });
  assertEquals(seen.length > 0 && seen.every(({ size }) => size === 2), true);
});

type Shape = readonly [name: string, size: number | undefined, modified: number];

const ENTRIES: readonly Shape[] = [
  ["file10", 3, 30],
  ["file9", 20, 10],
  ["File2", 3, 20],
  ["ärger", 1, 20],
  ["zoo", undefined, 5],
  ["ant", undefined, 50],
];

function sorted(sort: "name" | "size" | "modified", order: "asc" | "desc"): string {
  const entries = ENTRIES.map(([name, size, modified]): ListingEntry => ({
    name,
    type: size === undefined ? "directory" : "file",
    size,
    modified,
  }));
  sortByName(entries);
  sortListing(entries, { sort, order });
  return entries.map(({ name }) => name).join(" ");
}

Deno.test("sortListing() sorts directories first, then by the key, then by name in natural order", () => {
  assertEquals(sorted("name", "asc"), "ant zoo ärger File2 file9 file10");
  assertEquals(sorted("name", "desc"), "zoo ant file10 file9 File2 ärger");
  assertEquals(sorted("size", "asc"), "ant zoo ärger File2 file10 file9");
  assertEquals(sorted("size", "desc"), "zoo ant file9 file10 File2 ärger");
  assertEquals(sorted("modified", "asc"), "zoo ant file9 ärger File2 file10");
  assertEquals(sorted("modified", "desc"), "ant zoo file10 File2 ärger file9");
});

Deno.test("sortListing() orders names that differ only in case or leading zeros", () => {
  const names = ["a", "A", "01", "1", "001"];
  const orders = [names, names.toReversed()].map((given) => {
    const entries = given.map((name): ListingEntry => ({
      name,
      type: "file",
      size: 0,
      modified: NaN,
    }));
    sortByName(entries);
    sortListing(entries, { sort: "modified", order: "asc" });
    return entries.map(({ name }) => name);
  });
  assertEquals(orders[0], orders[1]);
});
