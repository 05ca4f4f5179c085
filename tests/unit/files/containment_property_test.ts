import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { directory, link, MemoryFileSystem } from "../../support/memory_file_system.ts";
import { ROOT } from "../../support/memory_site.ts";
import { fileSite, servedContent } from "../../support/served_content.ts";

const PLAIN = ["a", "b", "site"];
const NAMES = [...PLAIN, ".h", "_headers", ".well-known"];

/** A path of names, inside or outside the root. */
function pathOf(names: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom(ROOT, ROOT, ROOT, "/srv", "/srv/out"),
    fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
  ).map(([base, below]) => [base, ...below].join("/"));
}

function randomTarget(names: readonly string[]): fc.Arbitrary<string> {
  const relative = fc.array(fc.constantFrom(...names, "..", "."), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("/"));
  return fc.oneof(pathOf(names), relative, fc.constantFrom(ROOT, "/srv", "/", "/srv/current"));
}

/** Target of a link: a possible file, its directory, with or without `..`, or any path. */
function targetAmong(names: readonly string[], paths: readonly string[]): fc.Arbitrary<string> {
  const planted = fc.constantFrom(...paths);
  const parent = planted.map((path) => path.slice(0, path.lastIndexOf("/")));
  const climbing = fc.tuple(planted, fc.integer({ min: 2, max: 5 }))
    .map(([path, levels]) => "../".repeat(levels) + path.slice(1));
  return fc.oneof(planted, parent, climbing, randomTarget(names));
}

type Item = readonly [path: string, target: string | undefined];

/** Files, then links. */
function itemsOf(names: readonly string[]): fc.Arbitrary<Item[]> {
  return fc.array(pathOf(names), { minLength: 4, maxLength: 10, size: "max" }).chain((paths) => {
    const links = fc.array(fc.tuple(pathOf(names), targetAmong(names, paths)), {
      minLength: 3,
      maxLength: 10,
      size: "max",
    });
    return links.map((made) => [...paths.map((path): Item => [path, undefined]), ...made]);
  });
}

/** Creates files, whose content is their real path, and links where possible; a file never replaces a directory. */
function plant(items: readonly Item[]): MemoryFileSystem {
  const files = new MemoryFileSystem({ [ROOT]: directory(), "/srv/current": link("site") });
  for (const [path, target] of items) {
    const parents = path.split("/").slice(1, -1).map((_, index, all) =>
      `/${all.slice(0, index + 1).join("/")}`
    );
    if (parents.some((parent) => !["directory", undefined].includes(files.lstat(parent)?.kind))) {
      continue;
    }
    if (files.lstat(path) !== undefined) continue;
    files.put(path, target === undefined ? path : link(target));
  }
  return files;
}

function isServable(path: string): boolean {
  if (!path.startsWith(`${ROOT}/`)) return false;
  const below = path.slice(ROOT.length + 1).split("/");
  return below.join("/") !== "_headers" &&
    below.every((name, index) => !name.startsWith(".") || (index === 0 && name === ".well-known"));
}

const REQUEST = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 });

/** Requests, most of which begin with an existing path. */
function requestsFor(items: readonly Item[]): fc.Arbitrary<string[][]> {
  const planted = items.map(([path]) => path).filter((path) => path.startsWith(`${ROOT}/`))
    .map((path) => path.slice(ROOT.length + 1).split("/"));
  const below = fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }),
  );
  const started = planted.length === 0
    ? REQUEST
    : fc.tuple(fc.constantFrom(...planted), below).map((parts) => parts.flat());
  return fc.array(fc.oneof(REQUEST, started, started), { minLength: 4, maxLength: 8, size: "max" });
}
const ROOTS = fc.constantFrom(ROOT, "/srv/current");

Deno.test("containment serves no outside and no hidden file, in any tree of links", async () => {
  let served = 0;
  let byLink = 0;
  const property = fc.asyncProperty(
    itemsOf(NAMES)
      .chain((items) => fc.tuple(fc.constant(items), requestsFor(items))),
    ROOTS,
    async ([items, requests], root) => {
      const files = plant(items);
      const site = fileSite(files, { root });
      for (const request of requests) {
        const real = await servedContent(site, request.join("/"));
        if (real === undefined) continue;
        served++;
        if (real !== `${ROOT}/${request.join("/")}`) byLink++;
        assert(isServable(real), real);
        assert(isServable(`${ROOT}/${request.join("/")}`), request.join("/"));
      }
    },
  );
  await fc.assert(property, { numRuns: 3000 });
  assert(served > 300 && byLink > 30, `served ${served}, ${byLink} by links`);
});

Deno.test("containment serves every file whose path has no link", async () => {
  const property = fc.asyncProperty(
    itemsOf(NAMES),
    ROOTS,
    async (items, root) => {
      const files = plant(items);
      const site = fileSite(files, { root });
      for (const [path] of items.filter(([, target]) => target === undefined)) {
        if (!path.startsWith(`${ROOT}/`) || files.lstat(path)?.kind !== "file") continue;
        if (files.realPath(path) !== path) continue;
        const segments = path.slice(ROOT.length + 1).split("/");
        assertEquals(
          await servedContent(site, segments.join("/")),
          isServable(path) ? path : undefined,
        );
      }
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

Deno.test("containment serves the file that the kernel finds if no link leaves the root", async () => {
  // Targets are absolute and inside, by the path that the root has; no name is hidden or reserved.
  const inside = fc.array(fc.constantFrom(...PLAIN), { maxLength: 3 });
  const targetIn = (root: string) =>
    fc.tuple(fc.constantFrom(ROOT, root), inside).map(([base, names]) =>
      [base, ...names].join("/")
    );
  const itemIn = (root: string) =>
    fc.tuple(
      fc.array(fc.constantFrom(...PLAIN), { minLength: 1, maxLength: 3 })
        .map((names) => [ROOT, ...names].join("/")),
      fc.option(targetIn(root), { nil: undefined, freq: 1 }),
    );
  const request = fc.array(fc.constantFrom(...PLAIN), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(
    ROOTS.chain((root) =>
      fc.tuple(fc.constant(root), fc.array(itemIn(root), { minLength: 2, maxLength: 12 }))
    ),
    fc.array(request, { minLength: 1, maxLength: 8 }),
    async ([root, items], requests) => {
      const files = plant(items);
      const site = fileSite(files, { root });
      for (const segments of requests) {
        const path = [ROOT, ...segments].join("/");
        const expected = files.stat(path)?.kind === "file" ? files.realPath(path) : undefined;
        assertEquals(await servedContent(site, segments.join("/")), expected);
      }
    },
  );
  await fc.assert(property, { numRuns: 1000 });
});

Deno.test("containment leaks nothing if a path is swapped between any two file-system calls", async () => {
  const swaps = fc.array(fc.tuple(fc.nat(20), pathOf(PLAIN), randomTarget(NAMES)), {
    maxLength: 3,
  });
  const property = fc.asyncProperty(
    itemsOf(NAMES),
    swaps,
    REQUEST,
    fc.boolean(),
    async (items, planned, request, opensLinks) => {
      const files = plant(items);
      const site = fileSite(files);
      files.opensLinks = opensLinks;
      const start = files.calls.length;
      files.before = () => {
        const now = files.calls.length - start;
        for (const [at, path, to] of planned) {
          // Replacing the root or a directory above it changes what the site is, by design.
          const isRoot = `${ROOT}/`.startsWith(`${path}/`);
          if (at === now && !isRoot && parentIsPlain(files, path)) files.put(path, link(to));
        }
      };
      const real = await servedContent(site, request.join("/"));
      assert(real === undefined || isServable(real), real);
    },
  );
  await fc.assert(property, { numRuns: 1000 });
});

/** Whether a link can be created at a path, checked without recording calls. */
function parentIsPlain(files: MemoryFileSystem, path: string): boolean {
  const { before } = files;
  files.before = () => {};
  const parent = path.slice(0, path.lastIndexOf("/"));
  const isPlain = files.lstat(parent)?.kind === "directory" && files.realPath(parent) === parent;
  files.before = before;
  files.calls.length -= 2;
  return isPlain;
}
