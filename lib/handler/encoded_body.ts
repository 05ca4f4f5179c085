import { MAX_KEPT_SIZE } from "../content/compressor.ts";
import { openResolved } from "../files/containment.ts";
import type { Representation } from "../content/representation.ts";
import type { ReplyBody } from "../http/reply.ts";
import type { Site } from "./site.ts";

/**
 * The body of a representation that is compressed on the fly: of a small file from memory, of a large one as
 * a stream. Nothing is read for a HEAD, whose answer has the length only when it is known.
 *
 * @param last Whether a file that keeps changing is to be streamed too.
 * @returns Undefined when the file changed meanwhile.
 */
export function encodedBody(
  { servedRoot, contents, compressor }: Site,
  { resolved, coding, key }: Representation,
  denied: boolean,
  last: boolean,
): ReplyBody | undefined | Promise<ReplyBody> {
  if (coding === undefined) throw new TypeError("identity is not encoded");
  const kept = contents.get(key);
  if (denied) {
    return { kind: "omitted", ...(kept !== undefined && { length: kept.bytes.byteLength }) };
  }
  if (kept !== undefined) return kept;
  const file = openResolved(servedRoot, resolved, last);
  if (file === undefined) return undefined;
  const { stat } = resolved;
  let isStreamed = false;
  try {
    if (stat.size <= MAX_KEPT_SIZE) {
      const compressing = compressor.compress(file, stat, coding);
      if (compressing !== undefined) return compressing.then((bytes) => ({ kind: "bytes", bytes }));
      if (!last) return undefined;
    }
    const source = compressor.stream(file, stat, coding);
    isStreamed = true;
    return { kind: "stream", source };
  } finally {
    // A stream closes it at its end.
    if (!isStreamed) file.close();
  }
}
