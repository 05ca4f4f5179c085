import type { StreamBudget } from "../http/body_budget.ts";
import { type ByteSource, bytesSource } from "../http/byte_source.ts";
import type { Reply } from "../http/reply.ts";
import { BodyEvicted } from "../util/errors.ts";
import type { Peer, RuntimeRequestHead } from "./request.ts";

/** Counts an HTTP/2 request until the runtime has taken over its response. @returns False if too many are in progress. */
export function beginHttp2({ budget }: RuntimeRequestHead, peer: Peer): boolean {
  if (!budget.tryBegin()) return false;
  const end = () => budget.endRequest();
  // Once `completed` was read, its rejection must be handled: otherwise it would end the worker.
  if (peer.completed === undefined) end();
  else peer.completed.then(end, end);
  return true;
}

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
      return { ...reply, body: { ...body, source: limitSource(body.source, head) } };
    case "text":
    case "bytes": {
      const length = body.kind === "text" ? body.text.length : body.bytes.byteLength;
      if (!head.isCounted(length)) return reply;
      if (head.canBuffer(length)) {
        head.budget.buffer(length);
        return reply;
      }
      const bytes = body.kind === "text" ? new TextEncoder().encode(body.text) : body.bytes;
      const source = limitSource(bytesSource(bytes), head);
      return { ...reply, body: { kind: "stream", source, length } };
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
    onStart(fail): void {
      stream = budget.openStream(() => fail(new BodyEvicted("the stream made room for others")));
    },
  };
}
