// Cached files that change, below and above the cache's size limit: the next response has the new content, whichever
// stat field shows the change. Brackets describe a faulty cache that would miss the change.

import { assertEquals, assertNotEquals } from "@std/assert";
import { type HotCase, type HotFolder, NEW, NEWER, OLD, testHotCases } from "../support/hot.ts";
import { delay } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const SIZES = [100, 260 * 1024];

/** A change of a file with the content of version A, and its content afterwards. */
interface Change {
  readonly name: string;
  readonly act: (place: HotFolder, name: string, size: number) => unknown;
  /** Defaults to version B, which has the same size. */
  readonly content?: (size: number) => string;
  /** Program that the change needs. */
  readonly tool?: string;
}

const MIDDLE = "the middle";

const CHANGES: readonly Change[] = [
  {
    name: "rewritten at the same size [compares sizes only; does not stat for some time]",
    act: (place, name, size) => place.write(name, contentOf("B", size)),
  },
  {
    name: "rewritten at the same size, its mtime set back [compares size, mtime and inode]",
    act: (place, name, size) => place.write(name, contentOf("B", size), NEW),
  },
  {
    name:
      "replaced by rename with a file of the same size and mtime [compares size and mtime; keeps the file open]",
    act: (place, name, size) => {
      place.writeOutside("next", contentOf("B", size), NEW);
      Deno.renameSync(place.outside("next"), place.at(name));
    },
  },
  {
    name: "replaced by an older file [treats only a newer mtime as a change]",
    act: (place, name) => Deno.renameSync(place.outside(name), place.at(name)),
  },
  {
    name: "removed and created again with the same size and mtime [compares size, mtime and inode]",
    act: (place, name, size) => {
      Deno.removeSync(place.at(name));
      place.write(name, contentOf("B", size), NEW);
    },
  },
  {
    name: "truncated [keeps the length]",
    act: (place, name, size) => Deno.truncateSync(place.at(name), size / 2),
    content: (size) => contentOf("A", size / 2),
  },
  {
    name: "truncated, its mtime set back [mtime only]",
    act: (place, name, size) => {
      Deno.truncateSync(place.at(name), size - 1);
      Deno.utimeSync(place.at(name), NEW, NEW);
    },
    content: (size) => contentOf("A", size - 1),
  },
  {
    name: "emptied [treats size 0 as unknown]",
    act: (place, name) => Deno.truncateSync(place.at(name)),
    content: () => "",
  },
  {
    name: "appended to [keeps the length]",
    act: (place, name) => Deno.writeTextFileSync(place.at(name), "more", { append: true }),
    content: (size) => `${contentOf("A", size)}more`,
  },
  {
    name:
      "written to in the middle, its mtime set back [compares size and mtime; compares both ends]",
    act: (place, name, size) => {
      using file = Deno.openSync(place.at(name), { write: true });
      file.seekSync(size / 2, Deno.SeekMode.Start);
      file.writeSync(new TextEncoder().encode(MIDDLE));
      file.utimeSync(NEW, NEW);
    },
    content: withMiddle,
  },
  {
    name: "written to in the middle by dd",
    act: async (place, name, size) => {
      const [input, output] = [`if=${place.outside("middle")}`, `of=${place.at(name)}`];
      const args = ["oflag=seek_bytes", `seek=${size / 2}`, "conv=notrunc"];
      assertEquals((await runTool(["dd", input, output, ...args])).status, 0);
    },
    content: withMiddle,
    tool: "dd",
  },
  {
    name: "written to in the middle through a memory mapping",
    act: async (place, name, size) => {
      const code = "import mmap, sys; path, at, text = sys.argv[1:]; file = open(path, 'r+b');" +
        "mmap.mmap(file.fileno(), 0)[int(at):int(at) + len(text)] = text.encode()";
      const args = [place.at(name), `${size / 2}`, MIDDLE];
      assertEquals((await runTool(["python3", "-c", code, ...args])).status, 0);
    },
    content: withMiddle,
    tool: "python3",
  },
  {
    name: "written through a hard link outside the root [watches the directory]",
    act: (place, name, size) => place.writeOutside(`${name}.too`, contentOf("B", size), NEW),
  },
];

function versionB(size: number): string {
  return contentOf("B", size);
}

function withMiddle(size: number): string {
  const before = contentOf("A", size);
  return before.slice(0, size / 2) + MIDDLE + before.slice(size / 2 + MIDDLE.length);
}

/** Content in which every position depends on the version. @param version A single character. */
function contentOf(version: string, size: number): string {
  const line = `${version} 0123456789 ${version} abcdefghijklmnopqrstuvwxyz ${version}\n`;
  return line.repeat(Math.ceil(size / line.length)).slice(0, size);
}

function prepare(place: HotFolder): void {
  place.writeOutside("middle", MIDDLE);
  for (const size of SIZES) {
    place.write(`${size}.txt`, contentOf("A", size), NEW);
    place.writeOutside(`${size}.txt`, contentOf("B", size), OLD);
    Deno.linkSync(place.at(`${size}.txt`), place.outside(`${size}.txt.too`));
  }
}

const changes = CHANGES.map(({ name, act, content = versionB, tool }): HotCase => ({
  name: `${name}${tool === undefined ? "" : ` (needs ${tool})`}`,
  ignore: tool !== undefined && !hasTool(tool),
  prepare,
  async run(place) {
    for (const size of SIZES) {
      const name = `${size}.txt`;
      assertEquals((await place.warmUp(name)).text === contentOf("A", size), true);
      await place.change(() => act(place, name, size));
      const { status, cut, text, field } = await place.ask(name);
      assertEquals([status, cut, text.slice(0, 99)], [200, false, content(size).slice(0, 99)]);
      assertEquals(text === content(size), true, `${size} bytes`);
      const { mtime } = Deno.statSync(place.at(name));
      assertEquals(field("last-modified"), mtime?.toUTCString());
    }
  },
}));

const touched: HotCase = {
  name: "touched: the same bytes, a new ETag and a new Last-Modified [keeps the reply head]",
  prepare: (place) => place.write("a.txt", "touched", NEW),
  async run(place) {
    const tags = new Set<string | undefined>();
    for (const time of [NEWER, OLD, NEW]) {
      const before = await place.warmUp("a.txt");
      await place.change(() => Deno.utimeSync(place.at("a.txt"), time, time));
      const after = await place.ask("a.txt");
      assertEquals([after.text, after.field("last-modified")], ["touched", time.toUTCString()]);
      assertNotEquals(after.field("etag"), before.field("etag"));
      tags.add(after.field("etag"));
    }
    assertEquals(tags.size, 3);
  },
};

const inARow: HotCase = {
  name: "each of many versions in a row is served [keeps files with an unreliable mtime]",
  prepare: (place) => place.write("a.txt", "version 0000", NEW),
  async run(place) {
    for (let version = 0; version < 40; version++) {
      const text = `version ${String(version).padStart(4, "0")}`;
      await place.change(() => place.write("a.txt", text, NEW));
      await place.expect("a.txt", text);
      await delay(version % 8 * 3);
    }
  },
};

/** ASCII, a byte order mark, other characters, invalid UTF-8, and control characters. */
const BYTES = ["41 42 0a", "ef bb bf 41 42", "c3 a9 e2 82 ac", "41 80 ff fe 00", "41 7f 00 0d 0a"]
  .map((bytes) => Uint8Array.from(bytes.split(" "), (byte) => parseInt(byte, 16)));

const otherBytes: HotCase = {
  name: "bytes are sent unchanged, whatever was sent before [keeps contents as text]",
  prepare: (place) => BYTES.forEach((bytes, index) => place.write(`${index}.txt`, bytes, NEW)),
  async run(place) {
    for (const [index, bytes] of BYTES.entries()) {
      const name = `${index}.txt`;
      assertEquals((await place.warmUp(name)).body, bytes);
      for (const next of BYTES) {
        await place.change(() => place.write(name, next, NEW));
        assertEquals((await place.ask(name)).body, next);
      }
    }
  },
};

testHotCases("hot content", [otherBytes, ...changes, touched, inARow]);
