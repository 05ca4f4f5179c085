import type { ArchiveEntry } from "../../lib/archive/entries.ts";
import { TemporaryFolder } from "./folder.ts";
import { runTool } from "./tools.ts";

/** Creates an entry from chunks of content. */
export function archiveEntry(
  name: string,
  pieces: readonly (string | Uint8Array)[],
  more: Partial<ArchiveEntry> = {},
): ArchiveEntry {
  const chunks = pieces.map((piece) =>
    typeof piece === "string" ? new TextEncoder().encode(piece) : new Uint8Array(piece)
  );
  return {
    name,
    type: "file",
    size: chunks.reduce((sum, { byteLength }) => sum + byteLength, 0),
    modified: Date.UTC(2001, 1, 3, 4, 5, 7),
    executable: false,
    async *content() {
      yield* chunks;
    },
    ...more,
  };
}

/** Creates a directory entry. */
export function archiveFolder(name: string): ArchiveEntry {
  return archiveEntry(name, [], { type: "directory" });
}

/** Joins the chunks of an async iterable. */
export async function bytesOf(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** An entry as another program read it from an archive. */
export interface Unpacked {
  readonly name: string;
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly mode: number;
  /** SHA-256 in hexadecimal; undefined for a directory. */
  readonly digest?: string;
}

const READER = `
import hashlib, json, struct, sys, tarfile, zipfile
def universal(extra):
    while len(extra) >= 4:
        tag, size = struct.unpack('<HH', extra[:4])
        if tag == 0x5455: return struct.unpack('<i', extra[5:9])[0]
        extra = extra[4 + size:]
found = []
if sys.argv[2] == 'zip':
    archive = zipfile.ZipFile(sys.argv[1])
    assert archive.testzip() is None
    for i in archive.infolist():
        digest = None if i.is_dir() else hashlib.sha256(archive.read(i)).hexdigest()
        found.append([i.filename, i.file_size, universal(i.extra), i.external_attr >> 16 & 0o777, digest])
else:
    archive = tarfile.open(sys.argv[1])
    for i in archive:
        digest = None if i.isdir() else hashlib.sha256(archive.extractfile(i).read()).hexdigest()
        found.append([i.name + ('/' if i.isdir() else ''), i.size, i.mtime, i.mode, digest])
print(json.dumps(found))
`;

/** Reads an archive with Python's library, which verifies it. @throws If the archive is damaged. */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  kind: "zip" | "tar",
): Promise<Unpacked[]> {
  using folder = new TemporaryFolder();
  folder.write("archive", bytes);
  const { status, stdout, stderr } = await runTool(
    ["python3", "-c", READER, folder.at("archive"), kind],
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).map(([name, size, modified, mode, digest]: unknown[]) => ({
    ...{ name, size, modified, mode },
    ...(digest !== null && { digest }),
  }));
}

/** Returns the SHA-256 digest in hexadecimal. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : new Uint8Array(content);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
