/**
 * Matches replies to requests between a worker and its owner: messages have no replies of their own, so each request
 * carries an id, and its reply repeats it.
 */
export class PendingRequests<Result> {
  readonly #resolvers = new Map<number, (result: Result) => void>();
  #lastId = 0;

  /** Number of requests without a reply. */
  get size(): number {
    return this.#resolvers.size;
  }

  /** Calls `post` with a new id. @returns The result passed to {@linkcode resolve} with that id. */
  send(post: (id: number) => void): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<Result>();
    const id = ++this.#lastId;
    this.#resolvers.set(id, resolve);
    post(id);
    return promise;
  }

  /** Completes a request. Unknown ids are ignored. */
  resolve(id: number, result: Result): void {
    this.#resolvers.get(id)?.(result);
    this.#resolvers.delete(id);
  }

  /** Completes every pending request with the same result: the worker that should have replied is dead. */
  resolveAll(result: Result): void {
    for (const resolve of this.#resolvers.values()) resolve(result);
    this.#resolvers.clear();
  }
}
