import { assertEquals } from "@std/assert";
import { layOutMultipart } from "../../../lib/http/multipart.ts";

Deno.test("layOutMultipart() is exact, in the order given", () => {
  const content = "0123456789";
  const ranges = [{ start: 4, end: 6 }, { start: 0, end: 1 }];
  const layout = layOutMultipart(ranges, "text/plain", content.length, "BOUNDARY");
  const decoder = new TextDecoder();
  const body = layout.pieces.map((piece) =>
    piece instanceof Uint8Array ? decoder.decode(piece) : content.slice(piece.start, piece.end)
  ).join("");
  assertEquals(
    body,
    "--BOUNDARY\r\nContent-Type: text/plain\r\nContent-Range: bytes 4-5/10\r\n\r\n45" +
      "\r\n--BOUNDARY\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-0/10\r\n\r\n0" +
      "\r\n--BOUNDARY--\r\n",
  );
  assertEquals(layout.contentLength, body.length);
  assertEquals(layout.contentType, "multipart/byteranges; boundary=BOUNDARY");
});
