import type { RequestHead } from "../http/request_head.ts";
import { type AddressMatcher, clientAddress } from "../http/client_address.ts";
import type { Backpressure } from "../http/backpressure.ts";
import { dropRequestHeaders } from "../runtime/request_headers.ts";

/** The connection of a request. */
export interface Peer {
  readonly remoteAddr: Deno.Addr;
  /** Whether the client uses HTTP/2; undefined if only the request shows it. */
  readonly http2?: boolean;
  /** Limits the bytes in flight to the client; undefined if the runtime alone does. */
  readonly backpressure?: Backpressure;
}

/** The head of a `Request`. */
export class RuntimeRequestHead implements RequestHead {
  readonly method: string;
  readonly url: string;
  readonly host: string | null;
  readonly #request: Request;
  readonly #headers: Headers;
  readonly #peer: Peer;
  readonly #isTrusted: AddressMatcher | undefined;

  constructor(request: Request, peer: Peer, isTrusted: AddressMatcher | undefined) {
    this.#peer = peer;
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

  field(name: string): string | null {
    return this.#headers.get(name);
  }

  /** Releases the fields. Call it when the response is made. */
  end(): void {
    dropRequestHeaders(this.#request);
  }
}
