import { openResolved, openUnverified } from "../files/containment.ts";
import { cutPieces, readPieces, streamPieces } from "../content/read_content.ts";
import { type Piece } from "../http/multipart.ts";
import type { Representation } from "../content/representation.ts";
import type { ReplyBody } from "../http/reply.ts";
import type { Site } from "./site.ts";

/** Up to this size, in bytes, a body is read at once into memory; a larger one is streamed. */
const MAX_READ_AT_ONCE = 1024 * 1024;

/**
 * The body that consists of a file's content, or pieces of it: from memory, or read at once (and kept, when it is
 * small and whole), or streamed.
 *
 * @param pieces The whole content when undefined.
 * @param length Of all pieces together, in bytes.
 * @param last Whether a file that keeps changing is sent as it comes.
 * @returns Undefined when the file is no longer the version that was selected.
 */
export function contentBody(
  site: Site,
  representation: Representation,
  pieces: readonly Piece[] | undefined,
  length: number,
  last: boolean,
): ReplyBody | undefined {
  const { servedRoot, contents } = site;
  const { resolved, key } = representation;
  const kept = contents.get(key);
  if (kept !== undefined) {
    if (pieces === undefined) return kept;
    return { kind: "bytes", bytes: cutPieces(kept.bytes, pieces, length), fromMemory: true };
  }
  if (length <= MAX_READ_AT_ONCE) {
    const body = readNow(site, representation, pieces, length);
    if (body !== undefined || !last) return body;
  }
  const file = openResolved(servedRoot, resolved, last);
  const wanted = pieces ?? [{ start: 0, end: resolved.stat.size }];
  return file && { kind: "stream", source: streamPieces(file, wanted), length };
}

/** Reads at once: the whole into memory where it stays, if it is worth that; pieces as often as they are asked for. */
function readNow(
  site: Site,
  representation: Representation,
  pieces: readonly Piece[] | undefined,
  length: number,
): ReplyBody | undefined {
  return pieces === undefined
    ? readWhole(site, representation, length)
    : readPart(site, representation, pieces, length);
}

function readWhole(
  { servedRoot, contents, bufferPool }: Site,
  { resolved, key, settled }: Representation,
  length: number,
): ReplyBody | undefined {
  const file = openUnverified(servedRoot, resolved);
  if (file === undefined) return undefined;
  const isKept = settled && contents.admits(key, length);
  const room = isKept ? new Uint8Array(length) : bufferPool.take(length);
  try {
    const bytes = readPieces(file, resolved.stat, [{ start: 0, end: length }], length, room);
    if (bytes === undefined) return undefined;
    if (isKept) return { kind: "bytes", bytes, template: contents.set(key, bytes).template };
    return { kind: "bytes", bytes, giveBack: (all) => bufferPool.give(all) };
  } finally {
    file.close();
  }
}

function readPart(
  { servedRoot, openFiles, bufferPool }: Site,
  { resolved, key }: Representation,
  pieces: readonly Piece[],
  length: number,
): ReplyBody | undefined {
  const file = openFiles.open(key, servedRoot, resolved);
  if (file === undefined) return undefined;
  const bytes = readPieces(file, resolved.stat, pieces, length, bufferPool.take(length));
  return bytes && { kind: "bytes", bytes, giveBack: (all) => bufferPool.give(all) };
}
