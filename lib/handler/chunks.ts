import { setImmediate } from "node:timers/promises";
import type { ByteSource } from "../http/byte_source.ts";

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** Smaller chunks are joined up to this length, in bytes: sending a chunk costs as much as sending 50 KB. */
const MIN_CHUNK = 64 * 1024;

/** How long to produce chunks before yielding to other requests, in milliseconds. */
const MAX_TURN = 5;

/** Joins small chunks, and yields to other requests. If chunks arrive slowly, they are passed on early. */
export async function* gather(chunks: Chunks): Chunks {
  let [waiting, length]: [Uint8Array<ArrayBuffer>[], number] = [[], 0];
  let turn = performance.now();
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.byteLength;
    const isLate = performance.now() - turn > MAX_TURN;
    if (length < MIN_CHUNK && !isLate) continue;
    yield join(waiting, length);
    [waiting, length] = [[], 0];
    if (isLate) await setImmediate();
    turn = performance.now();
  }
  if (length > 0) yield join(waiting, length);
}

function join(chunks: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

/** How long a line may wait for others, in milliseconds. */
const MAX_DELAY = 50;

/** Joins lines without delaying any for long, and yields to other requests. */
export async function* joinLinesInTime(lines: AsyncGenerator<string>): Chunks {
  const encoder = new TextEncoder();
  let text = "";
  let sent = -Infinity;
  for await (const line of lines) {
    text += line;
    if (text.length < MIN_CHUNK && performance.now() - sent < MAX_DELAY) continue;
    yield encoder.encode(text);
    await setImmediate();
    [text, sent] = ["", performance.now()];
  }
  if (text !== "") yield encoder.encode(text);
}

/**
 * Returns chunks as the source of a body.
 *
 * @param onClose Called when the source is closed.
 * @param onCancel Called when the client leaves during a read: makes the generator end soon.
 */
export function fromChunks(
  chunks: Chunks,
  onClose: () => void,
  onCancel: () => void = () => {},
): ByteSource {
  return {
    async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      const next = await chunks.next();
      return next.done === true ? undefined : next.value;
    },
    close(): void {
      // Nobody is left to report an error to.
      chunks.return(undefined).catch(() => {}).finally(onClose);
    },
    cancel: onCancel,
  };
}
