import { assertEquals } from "@std/assert";
import {
  dataDescriptor,
  directoryRecord,
  endOfDirectory,
  localHeader,
  type ZipEntry,
} from "../../../lib/archive/zip_records.ts";

const GIB = 1024 ** 3;

function entry(more: Partial<ZipEntry> = {}): ZipEntry {
  return {
    name: new TextEncoder().encode("a"),
    directory: false,
    executable: false,
    modified: Date.UTC(2001, 1, 3, 4, 5, 7),
    deflated: false,
    streamed: true,
    size: 5,
    storedSize: 5,
    crc: 0x12345678,
    offset: 0,
    ...more,
  };
}

const view = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer);

Deno.test("localHeader() of a streamed entry has no sizes and no checksum", () => {
  const header = view(localHeader(entry()));
  assertEquals(header.getUint32(0, true), 0x04034b50);
  assertEquals(header.getUint16(6, true), 1 << 11 | 1 << 3);
  assertEquals([14, 18, 22].map((at) => header.getUint32(at, true)), [0, 0, 0]);
  const whole = view(localHeader(entry({ streamed: false })));
  assertEquals([14, 18, 22].map((at) => whole.getUint32(at, true)), [0x12345678, 5, 5]);
});

Deno.test("localHeader(), dataDescriptor() and directoryRecord() use ZIP64 fields from 4 GiB on", () => {
  const large = entry({ size: 5 * GIB, storedSize: 5 * GIB });
  const header = view(localHeader(large));
  assertEquals(header.getUint16(4, true), 45);
  assertEquals([18, 22].map((at) => header.getUint32(at, true)), [0xffffffff, 0xffffffff]);
  assertEquals([header.getUint16(31, true), header.getUint16(33, true)], [1, 16]);
  assertEquals(Number(view(dataDescriptor(large)).getBigUint64(16, true)), 5 * GIB);
  const record = view(directoryRecord(large));
  assertEquals([20, 24].map((at) => record.getUint32(at, true)), [0xffffffff, 0xffffffff]);
  assertEquals([record.getUint16(47, true), record.getUint16(49, true)], [1, 16]);
  assertEquals(Number(record.getBigUint64(51, true)), 5 * GIB);
});

Deno.test("directoryRecord() puts an offset from 4 GiB on into a ZIP64 field", () => {
  const record = view(directoryRecord(entry({ offset: 6 * GIB })));
  assertEquals(record.getUint32(42, true), 0xffffffff);
  assertEquals([record.getUint16(47, true), record.getUint16(49, true)], [1, 8]);
  assertEquals(Number(record.getBigUint64(51, true)), 6 * GIB);
});

Deno.test("endOfDirectory() uses ZIP64 records if a number needs them", () => {
  assertEquals(endOfDirectory(1, 100, 50).byteLength, 22);
  for (const [count, start] of [[0xffff, 100], [1, 5 * GIB]] as const) {
    const end = view(endOfDirectory(count, start, 50));
    assertEquals(end.byteLength, 56 + 20 + 22);
    assertEquals(Number(end.getBigUint64(32, true)), count);
    assertEquals(Number(end.getBigUint64(48, true)), start);
    assertEquals(Number(end.getBigUint64(64, true)), start + 50);
  }
});
