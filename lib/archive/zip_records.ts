// The records of a ZIP file (PKWARE APPNOTE.TXT 6.3.10, which the section numbers refer to). Numbers are little-endian.
// The format's own times are local times without a time zone, so extra field 0x5455, Info-ZIP's "universal time", gives
// seconds since 1970.

/** The metadata of a ZIP entry. */
export interface ZipEntry {
  /** UTF-8. */
  readonly name: Uint8Array;
  readonly directory: boolean;
  readonly executable: boolean;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly deflated: boolean;
  /** Whether the sizes and the checksum follow the content instead of preceding it. */
  readonly streamed: boolean;
  /** Uncompressed size, in bytes. */
  readonly size: number;
  /** Size as stored, in bytes; 0 as long as it is unknown. */
  readonly storedSize: number;
  readonly crc: number;
  /** Offset of the local header, in bytes. */
  readonly offset: number;
}

/** A field with its maximum value means that the number is in a ZIP64 field. */
const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;

const NEEDS_DIRECTORY = 20;
const NEEDS_ZIP64 = 45;
/** "Version made by" Unix: the external attributes contain a Unix mode. */
const UNIX = 3 << 8;

/** Returns the local file header, which precedes the content (§4.3.7). */
export function localHeader(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const zip64 = isLarge(entry);
  const record = new RecordWriter();
  record.u32(0x04034b50);
  record.u16(zip64 ? NEEDS_ZIP64 : NEEDS_DIRECTORY);
  writeCommon(record, entry, entry.streamed ? 0 : entry.crc);
  const { size, storedSize } = entry.streamed ? { size: 0, storedSize: 0 } : entry;
  record.u32(zip64 ? MAX_32 : storedSize).u32(zip64 ? MAX_32 : size);
  const extra = zip64 ? zip64Field([size, storedSize]).bytes(timeField(entry)) : timeField(entry);
  record.u16(entry.name.byteLength).u16(extra.length);
  return record.raw(entry.name).bytes(extra).done();
}

/** Returns the data descriptor, which follows the content of a streamed entry (§4.3.9). */
export function dataDescriptor(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const record = new RecordWriter().u32(0x08074b50).u32(entry.crc);
  if (isLarge(entry)) record.u64(entry.storedSize).u64(entry.size);
  else record.u32(entry.storedSize).u32(entry.size);
  return record.done();
}

/** Returns the entry's header in the central directory (§4.3.12). */
export function directoryRecord(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const { size, storedSize, offset } = entry;
  const large = [size, storedSize, offset].filter((number) => number >= MAX_32);
  const extra = large.length > 0 ? zip64Field(large).bytes(timeField(entry)) : timeField(entry);
  const record = new RecordWriter();
  record.u32(0x02014b50).u16(UNIX | NEEDS_ZIP64);
  record.u16(large.length > 0 || isLarge(entry) ? NEEDS_ZIP64 : NEEDS_DIRECTORY);
  writeCommon(record, entry, entry.crc);
  record.u32(Math.min(storedSize, MAX_32)).u32(Math.min(size, MAX_32));
  record.u16(entry.name.byteLength).u16(extra.length);
  // No comment, first disk, no internal attributes.
  record.u16(0).u16(0).u16(0);
  record.u32(externalAttributes(entry)).u32(Math.min(offset, MAX_32));
  return record.raw(entry.name).bytes(extra).done();
}

/**
 * Returns the end of central directory records (§4.3.14 to §4.3.16).
 *
 * @param count Number of entries.
 * @param start Offset of the central directory, in bytes.
 * @param size Size of the central directory, in bytes.
 */
export function endOfDirectory(
  count: number,
  start: number,
  size: number,
): Uint8Array<ArrayBuffer> {
  const record = new RecordWriter();
  if (count >= MAX_16 || start >= MAX_32 || size >= MAX_32) {
    record.u32(0x06064b50).u64(44).u16(UNIX | NEEDS_ZIP64).u16(NEEDS_ZIP64);
    record.u32(0).u32(0).u64(count).u64(count).u64(size).u64(start);
    record.u32(0x07064b50).u32(0).u64(start + size).u32(1);
  }
  record.u32(0x06054b50).u16(0).u16(0);
  record.u16(Math.min(count, MAX_16)).u16(Math.min(count, MAX_16));
  record.u32(Math.min(size, MAX_32)).u32(Math.min(start, MAX_32)).u16(0);
  return record.done();
}

/** Whether the entry's sizes need 64 bits. Decided by the uncompressed size, because the header is written first. */
function isLarge({ size, streamed }: ZipEntry): boolean {
  // Incompressible content grows slightly when it is deflated.
  return size >= (streamed ? MAX_32 - (1 << 20) : MAX_32);
}

/** Writes the fields from the flags to the checksum, which both headers have in common. */
function writeCommon(
  record: RecordWriter,
  { streamed, deflated, modified }: ZipEntry,
  crc: number,
): void {
  const UTF8_NAME = 1 << 11;
  const SIZES_FOLLOW = 1 << 3;
  record.u16(UTF8_NAME | (streamed ? SIZES_FOLLOW : 0)).u16(deflated ? 8 : 0);
  const [time, date] = dosTime(modified);
  record.u16(time).u16(date).u32(crc);
}

function zip64Field(numbers: readonly number[]): RecordWriter {
  const field = new RecordWriter().u16(0x0001).u16(numbers.length * 8);
  for (const number of numbers) field.u64(number);
  return field;
}

function timeField({ modified }: ZipEntry): RecordWriter {
  const seconds = Math.min(Math.max(Math.floor(modified / 1000), -0x8000_0000), 0x7fff_ffff);
  return new RecordWriter().u16(0x5455).u16(5).u8(1).u32(seconds >>> 0);
}

/** Converts to MS-DOS time: local time in steps of two seconds, from 1980 to 2107 (§4.4.6). */
function dosTime(modified: number): [time: number, date: number] {
  const when = new Date(modified);
  const year = when.getFullYear();
  if (year < 1980) return [0, 1 << 5 | 1];
  if (year > 2107) return [0xbf7d, 0xff9f];
  return [
    when.getHours() << 11 | when.getMinutes() << 5 | when.getSeconds() >> 1,
    year - 1980 << 9 | when.getMonth() + 1 << 5 | when.getDate(),
  ];
}

/** Returns a Unix mode in the upper half and MS-DOS attributes in the lower half. */
function externalAttributes({ directory, executable }: ZipEntry): number {
  if (directory) return (0o040755 << 16 | 0x10) >>> 0;
  return (executable ? 0o100755 : 0o100644) * 0x10000;
}

class RecordWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.u8(value).u8(value >>> 8);
  }

  u32(value: number): this {
    return this.u16(value).u16(value >>> 16);
  }

  u64(value: number): this {
    return this.u32(value % 0x1_0000_0000).u32(Math.floor(value / 0x1_0000_0000));
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  bytes(other: RecordWriter): this {
    this.#bytes.push(...other.#bytes);
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}
