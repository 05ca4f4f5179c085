import type { RequestHead } from "../http/request_head.ts";
import { type AddressMatcher, clientAddress } from "../http/client_address.ts";
import type { Backpressure } from "../http/backpressure.ts";
import { dropRequestHeaders } from "../runtime/request_headers.ts";

/** Who sent a request. */
export interface Peer {
  readonly remoteAddr: Deno.Addr;
  /** Whether by HTTP/2; undefined where only the request tells. */
  readonly http2?: boolean;
  /** Holds back what the client does not take; undefined where the runtime does that alone. */
  readonly backpressure?: Backpressure;
}

/** The head of a request of the runtime. */
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

  /** To be told once the response is made: no field is asked for any more. */
  end(): void {
    dropRequestHeaders(this.#request);
  }
}
