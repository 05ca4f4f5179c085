/** The first bytes of every HTTP/2 connection (RFC 9113 §3.4). */
const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Detects the protocol of a connection from its first bytes, as the runtime's server does. */
export class ProtocolDetector {
  #matched = 0;
  #isHttp2: boolean | undefined;

  /** Undefined while the bytes so far are the beginning of the preface. */
  get isHttp2(): boolean | undefined {
    return this.#isHttp2;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#isHttp2 !== undefined) return;
      if (byte !== PREFACE[this.#matched]) this.#isHttp2 = false;
      else if (++this.#matched === PREFACE.byteLength) this.#isHttp2 = true;
    }
  }
}
