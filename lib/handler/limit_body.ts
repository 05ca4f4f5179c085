import type { StreamBudget } from "../http/connection_budget.ts";
import { type ByteSource, bytesSource } from "../http/byte_source.ts";
import type { Reply } from "../http/reply.ts";
import { BodyEvicted } from "../util/errors.ts";
import { errorAnswer } from "./generated_error.ts";
import type { RuntimeRequestHead } from "./request.ts";

/** The reply on a connection with too many other responses in progress. */
const TOO_MANY = errorAnswer(503, "text", {
  fields: { "retry-after": "1" },
  message: "Too many responses are in progress on this connection.",
});

/**
 * Counts the body of a reply against the budget of its connection, until it has been sent. A body in memory for which
 * there is no room is streamed, so that the client can't leave more than a part of it unread.
 */
export function limitBody(reply: Reply, head: RuntimeRequestHead): Reply {
  const { body } = reply;
  if (head.method === "HEAD") return reply;
  switch (body.kind) {
    case "none":
    case "omitted":
      return reply;
    case "stream":
      if (head.budget.canStream) {
        return { ...reply, body: { ...body, source: limitSource(body.source, head) } };
      }
      body.source.close();
      return TOO_MANY;
    case "text":
    case "bytes": {
      const length = body.kind === "text" ? body.text.length : body.bytes.byteLength;
      if (!head.isCounted(length)) return reply;
      if (head.canBuffer(length)) {
        head.budget.buffer(length);
        return reply;
      }
      if (!head.budget.canStream) return TOO_MANY;
      const bytes = body.kind === "text" ? new TextEncoder().encode(body.text) : body.bytes;
      const source = limitSource(bytesSource(bytes), head);
      const fromMemory = body.fromMemory === true;
      return { ...reply, body: { kind: "stream", source, length, fromMemory } };
    }
  }
}

/** Makes a source read no more than the connection's budget allows. */
function limitSource(source: ByteSource, { budget }: RuntimeRequestHead): ByteSource {
  let stream: StreamBudget | undefined;
  return {
    async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
      await stream?.room();
      const chunk = await source.read(stream?.chunkSize);
      if (chunk !== undefined) stream?.produced(chunk.byteLength);
      return chunk;
    },
    close(): void {
      stream?.close();
      source.close();
    },
    cancel(): void {
      stream?.close();
      source.cancel?.();
    },
    onStart(fail): void {
      stream = budget.openStream(() => fail(new BodyEvicted("the stream made room for others")));
    },
  };
}
