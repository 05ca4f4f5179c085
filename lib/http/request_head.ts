/** The head of a request, as the stages of the handler read it. */
export interface RequestHead {
  readonly method: string;
  /** Scheme, authority and target, as the runtime gives them. */
  readonly url: string;
  /** The Host field; null if it was not sent. */
  readonly host: string | null;
  /** The client's IP address, as far as it is known. */
  readonly client: string;
  /** Whether a whole body of this size, in bytes, may be held in memory for the client. Otherwise, stream it. */
  canBuffer(bytes: number): boolean;
  /** Returns a header field's value; null if it was not sent. Each call costs a call into the runtime. */
  field(name: string): string | null;
}
