import type { GateConfig } from "../config/gate.ts";

/** Timeouts of a connection, in seconds. */
export type Timeouts = Pick<GateConfig, "headerTimeout" | "idleTimeout" | "writeTimeout">;

export type TimeoutName = keyof Timeouts;

/**
 * Smaller writes do not count as progress in HTTP/2, in bytes. Otherwise a client could keep a stalled response alive
 * with PING and SETTINGS frames, whose acknowledgements are smaller than this.
 */
const MIN_PROGRESS = 64;

/**
 * Tracks what a connection is doing and since when. Times are in milliseconds on a monotonic clock
 * (`performance.now()`).
 */
export class Activity {
  /** Number of requests whose response is not complete. */
  #active = 0;
  #waitingSince: number;
  #awaitsHead = true;
  /** When the client last read part of a response, or the last request began. */
  #progressedAt: number;
  #bytesSinceHead = 0;
  #hasUnansweredBytes = false;
  /** Bytes between HTTP/2 requests are not necessarily part of a request head: they may be a PING frame. */
  isHttp2 = false;

  constructor(now: number) {
    this.#waitingSince = now;
    this.#progressedAt = now;
  }

  /** Records bytes from the client. */
  recordReceived(now: number, count: number): void {
    this.#bytesSinceHead += count;
    this.#hasUnansweredBytes = true;
    if (this.#awaitsHead || this.#active > 0 || this.isHttp2) return;
    this.#awaitsHead = true;
    this.#waitingSince = now;
  }

  /** Records bytes written to the client. */
  recordSent(now: number, count: number): void {
    if (!this.isHttp2 || count >= MIN_PROGRESS) this.#progressedAt = now;
  }

  /** Records that the upstream has received a complete request head. */
  beginRequest(now: number): void {
    this.#active++;
    this.#awaitsHead = false;
    this.#hasUnansweredBytes = false;
    this.#bytesSinceHead = 0;
    this.#progressedAt = now;
  }

  /** Records that a response is complete or was aborted. */
  endRequest(now: number): void {
    if (--this.#active === 0) this.#waitingSince = now;
  }

  /** Number of bytes received since the last complete head: request bodies or an incomplete head. */
  get bytesSinceHead(): number {
    return this.#bytesSinceHead;
  }

  get hasActiveRequest(): boolean {
    return this.#active > 0;
  }

  /** Whether a request head is due: the connection is new, or a head has begun and is incomplete. */
  get awaitsHead(): boolean {
    return this.#awaitsHead;
  }

  /** Whether part of a request head has been received. */
  get hasPartialHead(): boolean {
    return this.#awaitsHead && this.#hasUnansweredBytes;
  }

  /** Whether everything that the client sent has been answered. */
  get isFullyAnswered(): boolean {
    return this.#active === 0 && !this.#hasUnansweredBytes;
  }

  /** When the connection began to await a head or became idle. */
  get waitingSince(): number {
    return this.#waitingSince;
  }

  /**
   * Returns the timeout that has expired at `now`, if any.
   *
   * @param isWriting Whether bytes are buffered that the client has not read.
   */
  expiredTimeout(now: number, isWriting: boolean, timeouts: Timeouts): TimeoutName | undefined {
    const [name, since]: [TimeoutName, number] = isWriting || this.hasActiveRequest
      ? ["writeTimeout", this.#progressedAt]
      : [this.#awaitsHead ? "headerTimeout" : "idleTimeout", this.#waitingSince];
    return now - since > timeouts[name] * 1000 ? name : undefined;
  }
}
