import { type Load, LoadError, type Target } from "./load.ts";
import { type Driven, percentile } from "./measurement.ts";

/** Time limit of a response, in seconds. */
const TIMEOUT = 5;

/** CR LF CR LF. */
const EMPTY_LINE = [13, 10, 13, 10];

/**
 * Drives a server with HEAD on persistent connections, since wrk and h2load would wait for a body of Content-Length
 * bytes. It runs in this process and is meant to measure the server's CPU time.
 *
 * @throws {LoadError} If a response is missing.
 */
export async function driveHead(
  load: Load & { kind: "head" },
  target: Target,
): Promise<Driven> {
  const request = new TextEncoder().encode(
    `HEAD ${load.request.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n\r\n`,
  );
  const expected = new TextEncoder().encode(" 200 ");
  const times: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const end = start + target.seconds * 1000;
  const open = new Set<Deno.TcpConn>();
  const late = setTimeout(() => closeAll(open), (target.seconds + TIMEOUT) * 1000);
  const connect = async () => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
    open.add(connection);
    return connection;
  };
  const buffers = Array.from({ length: load.connections }, () => new Uint8Array(16384));
  try {
    await Promise.all(buffers.map(async (buffer) => {
      let connection = await connect();
      while (performance.now() < end) {
        const sent = performance.now();
        await connection.write(request);
        bytes += await readHead(connection, buffer, expected);
        times.push((performance.now() - sent) * 1000);
        if (!isLastOfConnection(buffer)) continue;
        open.delete(connection);
        connection.close();
        connection = await connect();
      }
    }));
  } finally {
    clearTimeout(late);
    closeAll(open);
  }
  return summarize(times, bytes, (performance.now() - start) / 1000);
}

/** Reads to the empty line that ends the head. More bytes are an error, since HEAD has no body. */
async function readHead(
  connection: Deno.TcpConn,
  buffer: Uint8Array,
  status: Uint8Array,
): Promise<number> {
  let length = 0;
  do {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) throw new LoadError("the connection was closed");
    length += count;
  } while (!EMPTY_LINE.every((byte, index) => buffer[length - 4 + index] === byte));
  if (!status.every((byte, index) => buffer["HTTP/1.1".length + index] === byte)) {
    throw new LoadError("a response had another status");
  }
  return length;
}

/** HTTP/1.0 closes after each response. */
function isLastOfConnection(buffer: Uint8Array): boolean {
  return buffer["HTTP/1.".length] === 0x30;
}

function closeAll(open: Set<Deno.TcpConn>): void {
  for (const connection of open) connection.close();
  open.clear();
}

function summarize(times: number[], bytes: number, seconds: number): Driven {
  const sorted = Float64Array.from(times).sort();
  return {
    requests: times.length,
    measured: {
      requestsPerSecond: times.length / seconds,
      bytesPerSecond: bytes / seconds,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
    },
  };
}
