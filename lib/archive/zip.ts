import { constants, crc32, createDeflateRaw, deflateRawSync } from "node:zlib";
import { encodeWith } from "../content/encoder.ts";
import { mediaTypeOf } from "../http/media_type.ts";
import type { ArchiveEntry } from "./entries.ts";
import {
  dataDescriptor,
  directoryRecord,
  endOfDirectory,
  localHeader,
  type ZipEntry,
} from "./zip_records.ts";

/**
 * The largest file that is read whole, in bytes, so that its sizes can precede its content, which every unzip program
 * understands. The sizes of larger files follow their content.
 */
const MAX_WHOLE = 256 * 1024;

/** Compression must not be slower than most networks: this level reaches about 150 MB/s. */
const LEVEL = constants.Z_BEST_SPEED;

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>>;

/**
 * Yields a ZIP archive, written as the entries arrive. Only the central directory is kept in memory, about a hundred
 * bytes per entry, because it goes at the end of the archive.
 *
 * @param compress Whether to deflate files of a compressible type.
 */
export async function* zip(entries: AsyncIterable<ArchiveEntry>, compress: boolean): Chunks {
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const { record, length } = yield* writeEntry(entry, offset, compress);
    directory.push(directoryRecord(record));
    offset += length;
  }
  yield* directory;
  const size = directory.reduce((sum, record) => sum + record.byteLength, 0);
  yield endOfDirectory(directory.length, offset, size);
}

/** An entry that was written, for the central directory, and its length in the archive in bytes. */
interface WrittenEntry {
  readonly record: ZipEntry;
  readonly length: number;
}

type Written = AsyncGenerator<Uint8Array<ArrayBuffer>, WrittenEntry>;

function writeEntry(entry: ArchiveEntry, offset: number, compress: boolean): Written {
  const { size, executable, type } = entry;
  const directory = type === "directory";
  const deflated = compress && size > 0 && mediaTypeOf(entry.name).compressible;
  const record: ZipEntry = {
    name: new TextEncoder().encode(directory ? `${entry.name}/` : entry.name),
    modified: Number.isNaN(entry.modified) ? 0 : entry.modified,
    ...{ directory, executable, deflated, offset, size },
    streamed: size > MAX_WHOLE,
    storedSize: 0,
    crc: 0,
  };
  return record.streamed ? writeStreamed(record, entry) : writeWhole(record, entry);
}

async function* writeWhole(record: ZipEntry, { content, size }: ArchiveEntry): Written {
  const bytes = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of content()) {
    bytes.set(chunk, filled);
    filled += chunk.byteLength;
  }
  const stored = record.deflated ? deflateRawSync(bytes, { level: LEVEL }) : bytes;
  // Content that deflating does not shrink is stored uncompressed.
  const smaller = stored.byteLength < size;
  const finished: ZipEntry = {
    ...record,
    deflated: record.deflated && smaller,
    storedSize: smaller ? stored.byteLength : size,
    crc: crc32(bytes),
  };
  const header = localHeader(finished);
  yield header;
  if (size > 0) yield smaller ? new Uint8Array(stored) : bytes;
  return { record: finished, length: header.byteLength + finished.storedSize };
}

async function* writeStreamed(record: ZipEntry, entry: ArchiveEntry): Written {
  const header = localHeader(record);
  yield header;
  let crc = 0;
  async function* summed(): Chunks {
    for await (const chunk of entry.content()) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
  }
  let storedSize = 0;
  for await (const chunk of record.deflated ? deflate(summed()) : summed()) {
    storedSize += chunk.byteLength;
    yield chunk;
  }
  const finished = { ...record, crc, storedSize };
  const descriptor = dataDescriptor(finished);
  yield descriptor;
  const length = header.byteLength + storedSize + descriptor.byteLength;
  return { record: finished, length };
}

async function* deflate(chunks: Chunks): Chunks {
  const ended = Promise.withResolvers<void>();
  const source = encodeWith(createDeflateRaw({ level: LEVEL }), chunks, ended.resolve);
  try {
    for (let piece = await source.read(); piece !== undefined; piece = await source.read()) {
      yield piece;
    }
  } finally {
    source.close();
    // Until then, the file may still be being read.
    await ended.promise;
  }
}
