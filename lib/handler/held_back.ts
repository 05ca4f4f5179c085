import type { Reply } from "../http/reply.ts";
import type { Backpressure } from "../http/backpressure.ts";

/** An answer whose stream, if it has one, is read no faster than its client takes it. */
export function heldBack(answer: Reply, backpressure: Backpressure): Reply {
  const { body } = answer;
  if (body.kind !== "stream") return answer;
  const { source } = body;
  async function read() {
    await backpressure.room();
    const piece = await source.read();
    if (piece !== undefined) backpressure.produced(piece.byteLength);
    return piece;
  }
  return { ...answer, body: { ...body, source: { read, close: () => source.close() } } };
}
