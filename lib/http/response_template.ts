/** The source of a response's status and fields: a `ReplyHead`. */
export interface HeadSource {
  /** @param contentLength In bytes; undefined to omit the field. */
  init(contentLength: number | undefined): ResponseInit;
}

/** From this number of responses within a second on, responses are cloned. */
const OFTEN = 8;

/**
 * Creates the responses for one content, which may be empty. After eight responses within a second, the next ones are
 * clones. For a clone the runtime reuses the fields; those of a new response it validates and compares, which takes a fifth
 * of the time of a reply from memory. The cloned response holds another copy of the content, which is not worth
 * its memory for content that is rarely requested.
 */
export class ResponseTemplate {
  #head: HeadSource | undefined;
  #second = -1;
  #length: number | undefined;
  /** Responses with the current head and length in the current second. */
  #count = 0;
  #response: Response | undefined;

  /**
   * @param content Immutable text or bytes, or null; always the same for one template.
   * @param length The Content-Length, in bytes; undefined to omit the field.
   */
  respond(head: HeadSource, content: BodyInit | null, length: number | undefined): Response {
    const second = Math.floor(Date.now() / 1000);
    const isAgain = this.#second === second && this.#head === head && this.#length === length;
    if (isAgain && this.#response !== undefined) {
      // Sending consumes only a body, so a response without one can be sent again.
      return content === null ? this.#response : this.#response.clone();
    }
    const response = new Response(content, head.init(length));
    [this.#head, this.#second, this.#length] = [head, second, length];
    this.#count = isAgain ? this.#count + 1 : 1;
    // Keep a clone, not the response itself: preparing a response for sending makes another copy of the content.
    this.#response = this.#count >= OFTEN ? response.clone() : undefined;
    return response;
  }
}
