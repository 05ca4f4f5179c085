import * as fs from "node:fs";

/** Flags for files that others may have created: do not follow links, do not block. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) |
  (fs.constants.O_NONBLOCK ?? 0);

/** Larger files are streamed. In bytes. */
const MAX_AT_ONCE = 1024 * 1024;

/** Number of entries per chunk of a listing. */
const ENTRIES = 1000;

/** As many fields as a file server sends. */
const FIELDS = {
  "content-type": "application/octet-stream",
  "cache-control": "no-cache",
  "accept-ranges": "bytes",
  "etag": '"0-0"',
  "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT",
  "x-content-type-options": "nosniff",
};

/** Returns a handler that opens, stats, reads and closes a file for each request. */
export function readFrom(root: string): (request: Request) => Response {
  return (request) => {
    const path = root + request.url.slice(request.url.indexOf("/", 8));
    if (path.endsWith("/")) return list(path);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
    const descriptor = fs.openSync(path, FLAGS);
    try {
      const { size } = fs.fstatSync(descriptor);
      const start = Number(range?.[1] ?? 0);
      const end = range === null ? size : Number(range[2]) + 1;
      if (end - start > MAX_AT_ONCE) return stream(path, size);
      const bytes = new Uint8Array(end - start);
      fs.readSync(descriptor, bytes, 0, bytes.byteLength, start);
      if (range === null) return new Response(bytes, { headers: FIELDS });
      const headers = { ...FIELDS, "content-range": `bytes ${start}-${end - 1}/${size}` };
      return new Response(bytes, { status: 206, headers });
    } finally {
      fs.closeSync(descriptor);
    }
  };
}

/** Streams a file with the runtime's own ReadableStream. */
function stream(path: string, size: number): Response {
  const headers = { ...FIELDS, "content-length": `${size}` };
  return new Response(Deno.openSync(path).readable, { headers });
}

/** Streams a JSON listing with sorted names and a stat of each. */
function list(folder: string): Response {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream({
    pull(controller) {
      const entries = names.slice(next, next + ENTRIES).map((name) => {
        const { size, mtime } = Deno.lstatSync(folder + name);
        return JSON.stringify({ name, size, modified: mtime });
      });
      const before = next === 0 ? "[" : ",";
      next += ENTRIES;
      const isLast = next >= names.length;
      controller.enqueue(encoder.encode(before + entries.join() + (isLast ? "]" : "")));
      if (isLast) controller.close();
    },
  });
  return new Response(body, { headers: { ...FIELDS, "content-type": "application/json" } });
}
