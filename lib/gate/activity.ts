import type { GateConfig } from "../config/gate.ts";

/** What a client has kept waiting for too long. */
export type TimeoutName = "head" | "idle" | "write";

/** The times that a connection is held to, in seconds. */
export type Timeouts = Pick<GateConfig, "headerTimeout" | "idleTimeout" | "writeTimeout">;

/**
 * In HTTP/2, fewer bytes than this, sent at once, are no progress of a response: answers to pings and
 * settings cost a client nothing.
 */
const LEAST_PROGRESS = 64;

/**
 * What a connection is doing, and since when. Times are in milliseconds of a clock that never jumps
 * (`performance.now()`).
 */
export class Activity {
  /** Requests that are being answered. */
  #active = 0;
  /** Since when the client owes a head, or has been idle. */
  #since: number;
  /** Whether a head has begun and is not complete; a new connection owes one. */
  #owesHead = true;
  /** When the client last took something of an answer, or a request began. */
  #progressed: number;
  /** Bytes that came since the last complete head. */
  #uploaded = 0;
  /** Whether bytes came that belong to no complete head yet. */
  #received = false;
  /** In HTTP/2 what comes between requests need not be the beginning of one. */
  isHttp2 = false;

  constructor(now: number) {
    this.#since = now;
    this.#progressed = now;
  }

  /** Bytes came from the client. */
  recordReceived(now: number, count: number): void {
    this.#uploaded += count;
    this.#received = true;
    if (this.#owesHead || this.#active > 0 || this.isHttp2) return;
    this.#owesHead = true;
    this.#since = now;
  }

  /** A request's head was complete. */
  beginRequest(now: number): void {
    this.#active++;
    this.#owesHead = false;
    this.#received = false;
    this.#uploaded = 0;
    this.#progressed = now;
  }

  /** A request was answered, or given up. */
  endRequest(now: number): void {
    if (--this.#active === 0) this.#since = now;
  }

  /** The client took bytes. */
  recordSent(now: number, count: number): void {
    if (!this.isHttp2 || count >= LEAST_PROGRESS) this.#progressed = now;
  }

  /** Bytes of request bodies, or of a head that does not end, so far. */
  get bytesSinceHead(): number {
    return this.#uploaded;
  }

  /** Whether the client waits for nothing: it owes a head, or is idle. */
  get isWaiting(): boolean {
    return this.#active === 0;
  }

  get awaitsHead(): boolean {
    return this.#owesHead;
  }

  /** Whether the beginning of a head has come. */
  get hasPartialHead(): boolean {
    return this.#owesHead && this.#received;
  }

  /** Whether everything that came has been answered. */
  get isFullyAnswered(): boolean {
    return this.#active === 0 && !this.#received;
  }

  /** Since when it waits without a complete head. */
  get waitingSince(): number {
    return this.#since;
  }

  /** @param isWriting Whether bytes are at hand that the client does not take. */
  expiredTimeout(now: number, isWriting: boolean, patience: Timeouts): TimeoutName | undefined {
    if (isWriting || this.#active > 0) {
      return now - this.#progressed > patience.writeTimeout * 1000 ? "write" : undefined;
    }
    if (this.#owesHead) {
      return now - this.#since > patience.headerTimeout * 1000 ? "head" : undefined;
    }
    return now - this.#since > patience.idleTimeout * 1000 ? "idle" : undefined;
  }
}
