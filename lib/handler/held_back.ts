import type { Answer } from "../http/reply.ts";
import type { Flow } from "../gate/backpressure.ts";

/** An answer whose stream, if it has one, is read no faster than its client takes it. */
export function heldBack(answer: Answer, flow: Flow): Answer {
  const { body } = answer;
  if (body.kind !== "stream") return answer;
  const { source } = body;
  async function read() {
    await flow.room();
    const piece = await source.read();
    if (piece !== undefined) flow.produced(piece.byteLength);
    return piece;
  }
  return { ...answer, body: { ...body, source: { read, close: () => source.close() } } };
}
