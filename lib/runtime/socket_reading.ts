import type { Socket } from "node:net";

/** The part of libuv's stream handle that Deno implements for `net.Socket`. */
interface StreamHandle {
  readStop?(): void;
  readStart?(): void;
}

/**
 * Stops reading from the socket below a `TLSSocket`. `TLSSocket.pause()` stops only the events: Deno 2.9 goes on reading
 * and decrypting as fast as the client sends, and holds all of it in memory.
 */
export function stopReading(socket: Socket): void {
  handleOf(socket)?.readStop?.();
}

export function startReading(socket: Socket): void {
  handleOf(socket)?.readStart?.();
}

function handleOf(socket: Socket): StreamHandle | null | undefined {
  return Reflect.get(socket, "_handle") as StreamHandle | null | undefined;
}
