import type { Peer } from "../handler/request.ts";
import { ConnectionBudget } from "../http/connection_budget.ts";
import type { WorkerBudget } from "../http/worker_budget.ts";
import { NO_ADDRESS } from "../http/client_address.ts";
import { Activity } from "./activity_timeouts.ts";
import { ProtocolDetector } from "./protocol_detector.ts";
import { closeMessage, type CloseReason } from "./close_message.ts";

/**
 * State of a client's connection:
 *
 *     open ────────▶ halfClosed ──▶ lastResponse ──▶ lingering ──▶ closed
 *
 * States may be skipped, but a connection never returns to an earlier one.
 */
export type ConnectionState =
  /** Requests are forwarded to the upstream, responses to the client. */
  | "open"
  /** The client has closed its sending side, and still receives responses. */
  | "halfClosed"
  /** The upstream reads no more requests. Its last response is still forwarded; input is discarded. */
  | "lastResponse"
  /** The last bytes have been sent. Input is discarded for {@linkcode LINGER} ms, so that they are not lost to a reset. */
  | "lingering"
  /** Both sockets are closed. */
  | "closed";

/** What to do with bytes that were read from the client. */
export type Disposition = "forward" | "discard" | "stopReading";

/** The sockets of one connection, as a {@linkcode Connection} controls them. */
export interface Transport {
  /** Whether bytes are buffered that the client has not read. */
  readonly isWriting: boolean;
  /** Writes the last bytes to the client. Rejects if the client is gone. */
  sendLast(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Closes the sockets of the client and of the upstream. Safe to call twice. */
  close(): void;
}

/** A connection that a client has opened and the gate has not admitted yet. */
export interface IncomingConnection {
  /** The client's IP address; undefined on a Unix socket. */
  readonly address: string | undefined;
  /** Whether its requests are redirected to HTTPS. */
  readonly redirectsToHttps: boolean;
  readonly transport: Transport;
}

/** How long a lingering connection stays open, in milliseconds. */
const LINGER = 1000;

/** How much input is discarded before the gate stops reading, in bytes. Unread input makes the system send a reset. */
const MAX_DISCARDED = 1024 * 1024;

/** How much a client may send after a complete head, in bytes: the largest head and 1 MiB of a body. */
const MAX_UPLOAD = 64 * 1024 + 1024 * 1024;

/** How often a half-closed connection checks whether all requests are answered, in milliseconds. */
const ANSWER_POLL = 20;

/**
 * An admitted connection: the state machine that plain and TLS connections share. The transport reads and writes;
 * this class decides when bytes are forwarded and when the sockets close.
 */
export class Connection implements IncomingConnection {
  readonly address: string | undefined;
  readonly redirectsToHttps: boolean;
  readonly transport: Transport;
  /** The client, as request handlers and the access log see it. */
  readonly peer: Peer;
  readonly activity = new Activity(performance.now());
  readonly budget: ConnectionBudget;
  readonly #onClosed: (connection: Connection) => void;
  readonly #protocol = new ProtocolDetector();
  #state: ConnectionState = "open";
  /** Number of bytes that were read and discarded. */
  #discarded = 0;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    { address, redirectsToHttps, transport }: IncomingConnection,
    budget: WorkerBudget,
    onClosed: (connection: Connection) => void,
  ) {
    this.address = address;
    this.redirectsToHttps = redirectsToHttps;
    this.transport = transport;
    this.#onClosed = onClosed;
    this.budget = new ConnectionBudget(budget, () => this.close());
    this.peer = createPeer(this);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Whether the connection only waits for the client: for a request, or for the rest of a head. */
  get isWaiting(): boolean {
    return !this.activity.hasActiveRequest && !this.transport.isWriting;
  }

  /** Records bytes from the client and returns what to do with them. */
  receive(bytes: Uint8Array): Disposition {
    const count = bytes.byteLength;
    this.#detectProtocol(bytes);
    if (this.#state === "open") {
      this.activity.recordReceived(performance.now(), count);
      if (this.activity.bytesSinceHead <= MAX_UPLOAD) return "forward";
      this.end("bodyTooLarge");
    }
    this.#discarded += count;
    return this.#discarded > MAX_DISCARDED ? "stopReading" : "discard";
  }

  /** Records bytes of responses that were written to the client. */
  recordSent(count: number): void {
    this.activity.recordSent(performance.now(), count);
    this.budget.delivered(count);
  }

  /**
   * The client has closed its sending side. Resolves when everything it sent has been answered; only then may the
   * upstream's be closed too, because the upstream aborts unfinished responses when it sees that. An HTTP/2 client that
   * can't send can't read either, for lack of window updates: its connection is closed at once.
   *
   * @returns False if the connection was closed first.
   */
  async halfClose(): Promise<boolean> {
    if (this.activity.isHttp2) this.close();
    if (this.#state === "open") this.#state = "halfClosed";
    while (this.#state !== "closed" && !this.activity.isFullyAnswered) {
      await new Promise((resolve) => setTimeout(resolve, ANSWER_POLL));
    }
    return this.state !== "closed";
  }

  /** The upstream has closed its receiving side: its last response is still to be read. */
  stopForwarding(): void {
    if (this.#canForward) this.#state = "lastResponse";
  }

  /** The last bytes have been sent: waits for {@linkcode LINGER} ms, then closes. */
  linger(): void {
    if (this.#state === "lingering" || this.#state === "closed") return;
    this.#state = "lingering";
    this.#lingerTimer = setTimeout(() => this.close(), LINGER);
  }

  /** Ends the connection, with a message to the client if the protocol allows one. */
  end(reason: CloseReason): void {
    if (this.#state === "lastResponse" && reason !== "shutdown") return this.close();
    if (!this.#canForward) return;
    const message = closeMessage(reason, this.activity);
    if (message === undefined && reason !== "bodyTooLarge") return this.close();
    this.linger();
    if (message !== undefined) this.transport.sendLast(message).catch(() => this.close());
  }

  /** Closes the sockets at once. Safe to call twice. */
  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#lingerTimer);
    this.transport.close();
    this.budget.end();
    this.#onClosed(this);
  }

  #detectProtocol(bytes: Uint8Array): void {
    if (this.#protocol.isHttp2 !== undefined) return;
    this.#protocol.push(bytes);
    this.activity.isHttp2 = this.#protocol.isHttp2 ?? this.activity.isHttp2;
  }

  get #canForward(): boolean {
    return this.#state === "open" || this.#state === "halfClosed";
  }
}

function createPeer({ address, activity, budget }: Connection): Peer {
  return {
    remoteAddr: { transport: "tcp", hostname: address ?? NO_ADDRESS, port: 0 },
    budget,
    get http2() {
      return activity.isHttp2;
    },
  };
}
