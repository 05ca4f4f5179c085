import { assertEquals, assertNotEquals } from "@std/assert";
import {
  type FileStat,
  isSameFile,
  isSameVersion,
  mtimeIsReliable,
  versionKey,
} from "../../../lib/files/file_system.ts";

const STAT: FileStat = {
  kind: "file",
  size: 10,
  mtime: 1_000_000,
  ctime: 2_000_000,
  device: 1,
  inode: 2,
  mode: 0o644,
};

Deno.test("isSameFile() compares inode and device", () => {
  assertEquals(isSameFile(STAT, { ...STAT, size: 1, mtime: 1, ctime: 1 }), true);
  assertEquals(isSameFile(STAT, { ...STAT, inode: 3 }), false);
  assertEquals(isSameFile(STAT, { ...STAT, device: 3 }), false);
});

Deno.test("isSameVersion() and versionKey() distinguish versions by size, mtime and ctime", () => {
  assertEquals(isSameVersion(STAT, { ...STAT, mode: 0o600 }), true);
  assertEquals(versionKey(STAT), versionKey({ ...STAT, mode: 0o600 }));
  for (const name of ["size", "mtime", "ctime", "device", "inode"] as const) {
    const other = { ...STAT, [name]: STAT[name] + 1 };
    assertEquals(isSameVersion(STAT, other), false, name);
    assertNotEquals(versionKey(STAT), versionKey(other), name);
  }
});

Deno.test("isSettled() requires both times to be old enough for another change to be visible", () => {
  const table: readonly (readonly [mtime: number, ctime: number, settled: boolean])[] = [
    [1, 0, true],
    [NaN, 0, false],
    // mtime, in milliseconds.
    [19_979, 0, true],
    [19_981, 0, false],
    [20_019, 0, false],
    [50_001, 0, true],
    // ctime, in whole seconds: a second change within the same second is not visible.
    [1, 18_979, true],
    [1, 18_980, false],
    [1, 20_000, false],
    [1, 21_020, false],
    // A file system may store times in steps of two seconds.
    [1000, 18_979, false],
    [1000, 17_979, true],
    [1000, 17_980, false],
  ];
  for (const [mtime, ctime, settled] of table) {
    assertEquals(mtimeIsReliable({ ...STAT, mtime, ctime }, 20_000), settled, `${mtime} ${ctime}`);
  }
});
