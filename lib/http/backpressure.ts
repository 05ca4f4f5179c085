/** While more body bytes than this are in flight to a client, no more are read from files. */
const MAX_IN_FLIGHT = 512 * 1024;

/**
 * Counts the bytes in flight from files to a client of the gate. Without this limit, the socket buffers between the
 * server and the gate would hold megabytes of a file for each client that reads slowly or not at all.
 */
export class Backpressure {
  #inFlight = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #hasEnded = false;

  /** Counts bytes of a body that were passed to the connection. */
  produced(count: number): void {
    this.#inFlight += count;
  }

  /** Counts bytes that were written to the client's socket: bodies, header sections and framing. */
  delivered(count: number): void {
    this.#inFlight = Math.max(0, this.#inFlight - count);
    if (this.#waiting !== undefined && this.#inFlight <= MAX_IN_FLIGHT) this.#release();
  }

  /** Returns undefined if more may be produced now, or a promise that resolves when it may. */
  room(): Promise<void> | undefined {
    if (this.#hasEnded || this.#inFlight <= MAX_IN_FLIGHT) return undefined;
    this.#waiting ??= Promise.withResolvers<void>();
    return this.#waiting.promise;
  }

  /** Releases the waiting reader: the connection has ended. */
  end(): void {
    this.#hasEnded = true;
    this.#release();
  }

  #release(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
