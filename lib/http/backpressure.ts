/** How many bytes of bodies may be on their way to a client, beyond which no more are read from files. */
const LIMIT = 512 * 1024;

/**
 * What is on its way from files to a client. Without it the buffers of the system between the server and the
 * gate would take megabytes of a file for each client that reads slowly, or not at all.
 */
export class Backpressure {
  #underway = 0;
  #waiting: PromiseWithResolvers<void> | undefined;
  #ended = false;

  /** Part of a body was handed to the connection. */
  produced(count: number): void {
    this.#underway += count;
  }

  /** Bytes were handed to the client's socket: of bodies, or what stands between them. */
  delivered(count: number): void {
    this.#underway = Math.max(0, this.#underway - count);
    if (this.#waiting !== undefined && this.#underway <= LIMIT) this.#letGo();
  }

  /** Resolves when more may be produced; undefined when that is now. */
  room(): Promise<void> | undefined {
    if (this.#ended || this.#underway <= LIMIT) return undefined;
    this.#waiting ??= Promise.withResolvers<void>();
    return this.#waiting.promise;
  }

  /** The connection has ended: nobody waits for it any more. */
  end(): void {
    this.#ended = true;
    this.#letGo();
  }

  #letGo(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
