import { setImmediate } from "node:timers/promises";
import type { ByteSource } from "../http/byte_source.ts";

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** Smaller chunks are joined up to this length, in bytes: each one that is sent costs as much as 50 KB do. */
const LEAST = 64 * 1024;

/** How long chunks are made before others get their turn, in milliseconds. */
const TURN = 5;

/** Joins small chunks. One that comes slowly is not waited for longer than a turn of others takes. */
export async function* gather(chunks: Chunks): Chunks {
  let [waiting, length]: [Uint8Array<ArrayBuffer>[], number] = [[], 0];
  let turn = performance.now();
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.byteLength;
    const isLate = performance.now() - turn > TURN;
    if (length < LEAST && !isLate) continue;
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

/** How long a line waits for others, in milliseconds. */
const PATIENCE = 50;

/** Joins lines that come one after the other; none waits for long, and others get their turn meanwhile. */
export async function* inTime(lines: AsyncGenerator<string>): Chunks {
  const encoder = new TextEncoder();
  let text = "";
  let sent = -Infinity;
  for await (const line of lines) {
    text += line;
    if (text.length < LEAST && performance.now() - sent < PATIENCE) continue;
    yield encoder.encode(text);
    await setImmediate();
    [text, sent] = ["", performance.now()];
  }
  if (text !== "") yield encoder.encode(text);
}

/** Chunks as the source of a body. @param onClose Called when nothing is needed any more. */
export function fromChunks(chunks: Chunks, onClose: () => void): ByteSource {
  return {
    async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      const next = await chunks.next();
      return next.done === true ? undefined : next.value;
    },
    close(): void {
      // What fails while it is put away has nobody to tell.
      chunks.return(undefined).catch(() => {}).finally(onClose);
    },
  };
}
