import type { RequestHead } from "../http/request_head.ts";
import { type AddressMatcher, clientAddress } from "../http/client_address.ts";
import { type ConnectionBudget, connectionOf } from "../http/connection_budget.ts";
import type { WorkerBudget } from "../http/worker_budget.ts";
import { dropRequestHeaders } from "../runtime/request_headers.ts";

/** The connection of a request. */
export interface Peer {
  readonly remoteAddr: Deno.Addr;
  /** Whether the client uses HTTP/2; undefined if only the request shows it. */
  readonly http2?: boolean;
  /** Limits the connection's bodies; undefined if the runtime accepted the connection itself. */
  readonly budget?: ConnectionBudget;
}

/**
 * Larger bodies over HTTP/2 without the gate, in bytes, are streamed, because nothing shows whether the client has read a
 * body that the runtime has taken over. 200 streams, as many as the runtime allows, hold 800 KiB of smaller ones.
 */
const MAX_UNCOUNTED = 4096;

/** Smaller bodies over HTTP/1.1, in bytes, are not counted: a connection has one at a time. */
const MIN_COUNTED = 64 * 1024;

/** The head of a `Request`. */
export class RuntimeRequestHead implements RequestHead {
  readonly method: string;
  readonly url: string;
  readonly host: string | null;
  readonly #request: Request;
  readonly #headers: Headers;
  readonly #peer: Peer;
  readonly #isTrusted: AddressMatcher | undefined;
  readonly #worker: WorkerBudget;

  constructor(
    request: Request,
    peer: Peer,
    isTrusted: AddressMatcher | undefined,
    worker: WorkerBudget,
  ) {
    this.#peer = peer;
    this.#worker = worker;
    this.#isTrusted = isTrusted;
    this.method = request.method;
    this.url = request.url;
    this.#request = request;
    this.#headers = request.headers;
    this.host = this.#headers.get("host");
  }

  get client(): string {
    return clientAddress(this.#peer.remoteAddr, (name) => this.field(name), this.#isTrusted);
  }

  /** Whether the client uses HTTP/2, where the runtime shows no Host field. */
  get isHttp2(): boolean {
    return this.#peer.http2 ?? this.host === null;
  }

  /** The budget of the connection. */
  get budget(): ConnectionBudget {
    return this.#peer.budget ?? connectionOf(this.#worker, this.#peer.remoteAddr);
  }

  /** Whether a whole body of this size counts against the budget. */
  isCounted(bytes: number): boolean {
    if (this.#peer.budget === undefined) return bytes > MAX_UNCOUNTED && this.isHttp2;
    return bytes > MIN_COUNTED || bytes > 0 && this.isHttp2;
  }

  canBuffer(bytes: number): boolean {
    if (!this.isCounted(bytes)) return true;
    return this.#peer.budget?.canBuffer(bytes) === true;
  }

  field(name: string): string | null {
    return this.#headers.get(name);
  }

  /** Releases the fields. Call it when the response is made. */
  end(): void {
    dropRequestHeaders(this.#request);
  }
}
