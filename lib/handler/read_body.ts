import { MAX_KEPT_SIZE } from "../content/compressor.ts";
import { cutPieces, readPieces, streamPieces } from "../content/read_content.ts";
import type { Representation } from "../files/cached_file.ts";
import { openResolved, openUnverified } from "../files/containment.ts";
import { type OpenFile, versionKey } from "../files/file_system.ts";
import type { ContentReply } from "../http/conditional_reply.ts";
import type { Piece } from "../http/multipart.ts";
import type { ReplyBody } from "../http/reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Source } from "./metadata.ts";
import type { Site } from "./site.ts";

/** The part of a source to send: all of it if `pieces` is undefined. The length of all pieces is in bytes. */
export type Extent = Pick<ContentReply, "pieces" | "length">;

/** Larger bodies, in bytes, are streamed; others are read at once. */
const MAX_READ_AT_ONCE = 1024 * 1024;

/**
 * Reads the body of a reply.
 *
 * @param last Whether to send a file that keeps changing.
 * @returns Undefined if the file is no longer the selected version.
 */
export async function readBody(
  site: Site,
  request: RequestHead,
  source: Source,
  extent: Extent,
  last: boolean,
): Promise<ReplyBody | undefined> {
  const ready = readyBody(site, request, source, extent, last);
  if (ready !== undefined || source.kind === "bytes" || !source.onTheFly) return ready;
  return await compressedBody(site, source, last);
}

/**
 * Reads the body of a reply unless it has to be compressed first.
 *
 * @returns Undefined if it has to be compressed, or if the file is no longer the selected version.
 */
export function readyBody(
  site: Site,
  request: RequestHead,
  source: Source,
  { pieces, length }: Extent,
  last: boolean,
): ReplyBody | undefined {
  if (source.kind === "bytes") {
    const { bytes } = source;
    return {
      kind: "bytes",
      bytes: pieces === undefined ? bytes : cutPieces(bytes, pieces, length ?? bytes.byteLength),
    };
  }
  const size = length ?? source.resolved.stat.size;
  if (source.onTheFly) return compressedBefore(site, request, source);
  if (request.method === "HEAD") return { kind: "omitted", length: size };
  return contentBody(site, request, source, pieces, size, last);
}

/** Returns the body from memory; of a HEAD, whose length may be unknown, always. */
function compressedBefore(
  { contents }: Site,
  request: RequestHead,
  { key }: Representation,
): ReplyBody | undefined {
  const kept = request.method === "HEAD" || contents.has(key) ? contents.get(key) : undefined;
  if (request.method !== "HEAD") return kept;
  return { kind: "omitted", ...(kept !== undefined && { length: kept.bytes.byteLength }) };
}

/** Compresses a file: a small one at once, a large one as a stream. */
async function compressedBody(
  site: Site,
  representation: Representation,
  last: boolean,
): Promise<ReplyBody | undefined> {
  const { resolved, coding, key } = representation;
  if (coding === undefined) throw new TypeError("identity is not a coding");
  const kept = site.contents.get(key);
  if (kept !== undefined) return kept;
  if (resolved.stat.size <= MAX_KEPT_SIZE) {
    const bytes = await compressNow(site, representation);
    if (bytes !== undefined || !last) return bytes && { kind: "bytes", bytes };
  }
  const file = openShared(site, representation, last);
  return file && { kind: "stream", source: site.compressor.stream(file, resolved.stat, coding) };
}

function compressNow(
  { servedRoot, compressor }: Site,
  { resolved, coding }: Representation,
): Promise<Uint8Array<ArrayBuffer>> | undefined {
  const file = openResolved(servedRoot, resolved, false);
  if (file === undefined || coding === undefined) return undefined;
  try {
    return compressor.compress(file, resolved.stat, coding);
  } finally {
    file.close();
  }
}

/** Returns a file's content, or pieces of it: from memory, read at once, or streamed. */
function contentBody(
  site: Site,
  request: RequestHead,
  representation: Representation,
  pieces: readonly Piece[] | undefined,
  length: number,
  last: boolean,
): ReplyBody | undefined {
  const { resolved, key } = representation;
  const kept = site.contents.get(key);
  if (kept !== undefined) {
    if (pieces === undefined) return kept;
    return { kind: "bytes", bytes: cutPieces(kept.bytes, pieces, length), fromMemory: true };
  }
  if (length <= MAX_READ_AT_ONCE && request.canBuffer(length)) {
    const body = pieces === undefined
      ? readWhole(site, representation, length)
      : readPart(site, representation, pieces, length);
    if (body !== undefined || !last) return body;
  }
  const file = openShared(site, representation, last);
  const wanted = pieces ?? [{ start: 0, end: resolved.stat.size }];
  return file && { kind: "stream", source: streamPieces(file, wanted), length };
}

/** Opens a file to be streamed. @param last Whether to accept a version that nobody else may share. */
function openShared(
  { servedRoot, sharedFiles }: Site,
  { resolved }: Representation,
  last: boolean,
): OpenFile | undefined {
  if (last) return openResolved(servedRoot, resolved, true);
  return sharedFiles.open(
    versionKey(resolved.stat),
    () => openResolved(servedRoot, resolved, false),
  );
}

/** Reads a whole file, and keeps its content in memory if that is worth it. */
function readWhole(
  { servedRoot, contents, bufferPool }: Site,
  { resolved, key, isReliable }: Representation,
  length: number,
): ReplyBody | undefined {
  const file = openUnverified(servedRoot, resolved);
  if (file === undefined) return undefined;
  const isKept = isReliable && contents.admits(key, length);
  const buffer = isKept ? new Uint8Array(length) : bufferPool.take(length);
  try {
    const bytes = readPieces(file, resolved.stat, [{ start: 0, end: length }], length, buffer);
    if (bytes === undefined) return undefined;
    if (isKept) return { kind: "bytes", bytes, template: contents.set(key, bytes).template };
    return { kind: "bytes", bytes, giveBack: (all) => bufferPool.give(all) };
  } finally {
    file.close();
  }
}

/** Reads pieces of a file. */
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
