import type { ByteSource } from "../http/byte_source.ts";
import type { Change } from "./change.ts";

/** How often something is sent to clients that nothing is to be told, in milliseconds: proxies close what is silent. */
const HEARTBEAT = 25_000;

/** How many beats there are at least in the time that a gate waits for progress. */
const BEATS = 2.5;

/** A comment, long enough for the gate to see more in it than an answer to a ping (`LEAST_PROGRESS`). */
const BEAT = `:${" ".repeat(98)}\n\n`;

/** How many clients a worker has; each costs a connection. */
const MAX_CLIENTS = 1000;

type Piece = Uint8Array<ArrayBuffer>;

/** The browsers that listen for changes, by server-sent events; one hub in each worker. */
export class LiveHub {
  readonly #run: string;
  readonly #heartbeat: number;
  readonly #clients = new Set<Client>();
  #changedAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param run Names this run of the server: who has heard of another one has missed what happened between.
   * @param patience How long a connection may be without progress, in seconds.
   */
  constructor(run: string, patience = Infinity) {
    this.#run = run;
    this.#heartbeat = Math.min(HEARTBEAT, patience * 1000 / BEATS);
  }

  /**
   * What a browser gets that begins to listen.
   *
   * @returns Undefined when there are too many.
   */
  connect(): ByteSource | undefined {
    if (this.#clients.size >= MAX_CLIENTS) return undefined;
    const client = new Client(() => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) clearInterval(this.#timer);
    });
    if (this.#clients.size === 0) {
      this.#timer = setInterval(() => this.#send(BEAT), this.#heartbeat);
    }
    this.#clients.add(client);
    // Ages, and no times: the two clocks may differ.
    const age = Date.now() - this.#changedAt;
    const hello = { run: this.#run, age: Number.isFinite(age) ? age : null };
    client.send(encode(`retry: 500\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`));
    return client.source;
  }

  /** Tells every browser. */
  publish({ at, styles }: Change): void {
    this.#changedAt = at;
    const paths = styles?.map((path) => `/${path.split("/").map(encodeURIComponent).join("/")}`);
    this.#send(`event: change\ndata: ${JSON.stringify({ styles: paths ?? null })}\n\n`);
  }

  /** Ends what is being sent: the server stops. */
  close(): void {
    for (const client of [...this.#clients]) client.end();
    clearInterval(this.#timer);
  }

  #send(text: string): void {
    const bytes = encode(text);
    for (const client of this.#clients) client.send(bytes);
  }
}

/** How many events wait for a client that does not read before it is given up. */
const MAX_WAITING = 100;

class Client {
  readonly source: ByteSource;
  readonly #waiting: Piece[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(onClose: () => void) {
    this.source = {
      read: () => this.#read(),
      close: onClose,
    };
  }

  send(bytes: Piece): void {
    if (this.#waiting.length >= MAX_WAITING) return this.end();
    this.#waiting.push(bytes);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async #read(): Promise<Piece | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#ended ? undefined : this.#waiting.shift();
  }
}

function encode(text: string): Piece {
  return new TextEncoder().encode(text);
}
