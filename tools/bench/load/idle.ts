/** Idle connections. */
export interface IdleConnections {
  /** Number of connections that the server has not closed. */
  readonly count: () => number;
  readonly close: () => void;
}

/** Number of connections opened at a time, less than the backlog of every measured server. */
const BATCH = 100;

/**
 * Opens connections and sends one request over each, like a browser before it idles.
 *
 * @param path Path of a small file.
 */
export async function openIdle(
  port: number,
  path: string,
  count: number,
): Promise<IdleConnections> {
  const request = new TextEncoder().encode(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
  );
  const open = new Set<Deno.TcpConn>();
  for (let opened = 0; opened < count; opened += BATCH) {
    const batch = Math.min(BATCH, count - opened);
    await Promise.all(Array.from({ length: batch }, async () => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      open.add(connection);
      await connection.write(request);
      await connection.read(new Uint8Array(4096));
      void drain(connection).then(() => open.delete(connection) && connection.close());
    }));
  }
  return {
    count: () => open.size,
    close: () => {
      for (const connection of open) connection.close();
      open.clear();
    },
  };
}

/** Reads the rest of the response, until the server, or {@linkcode IdleConnections.close}, closes the connection. */
async function drain(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(512);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // Closed, by either side.
  }
}
