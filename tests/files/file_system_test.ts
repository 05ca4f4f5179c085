import { assertEquals, assertNotEquals } from "@std/assert";
import {
  type FileStat,
  isSameFile,
  isSameVersion,
  isSettled,
  versionKey,
} from "../../lib/files/file_system.ts";

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

Deno.test("isSameVersion() and versionKey() tell versions apart by size and both times", () => {
  assertEquals(isSameVersion(STAT, { ...STAT, mode: 0o600 }), true);
  assertEquals(versionKey(STAT), versionKey({ ...STAT, mode: 0o600 }));
  for (const name of ["size", "mtime", "ctime", "device", "inode"] as const) {
    const other = { ...STAT, [name]: STAT[name] + 1 };
    assertEquals(isSameVersion(STAT, other), false, name);
    assertNotEquals(versionKey(STAT), versionKey(other), name);
  }
});

Deno.test("isSettled() wants both times to be more than 20 ms away", () => {
  const table: readonly (readonly [mtime: number, ctime: number, settled: boolean])[] = [
    [0, 0, true],
    [9979, 9979, true],
    [9980, 1, false],
    [1, 9980, false],
    [10_000, 10_001, false],
    [10_020, 1, false],
    [15_000, 1, true],
    [NaN, 0, false],
    // Whole seconds may be all that the file system keeps.
    [8000, 8000, false],
    [8000, 9001, true],
    [12000, 12000, false],
    [7000, 7000, true],
  ];
  for (const [mtime, ctime, settled] of table) {
    assertEquals(isSettled({ ...STAT, mtime, ctime }, 10_000), settled, `${mtime} ${ctime}`);
  }
});
