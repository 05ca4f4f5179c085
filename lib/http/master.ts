/** What gives a response its status and fields (`Head`). */
export interface Heading {
  /** @param contentLength In bytes; undefined for none. */
  init(contentLength: number | undefined): ResponseInit;
}

/**
 * Makes the responses for one content, which may be none. One that is made again within the same second is a copy:
 * of a copy the runtime takes over the fields as they are, while it validates and compares those of a new one, which
 * costs more than all the rest of an answer from memory.
 */
export class Master {
  #head: Heading | undefined;
  #second = NaN;
  #length: number | undefined;
  #response: Response | undefined;

  /**
   * @param content Text or bytes that nobody changes, or none; always the same one.
   * @param length What Content-Length says, in bytes; undefined for no such field.
   */
  respond(head: Heading, content: BodyInit | null, length: number | undefined): Response {
    const second = Math.floor(Date.now() / 1000);
    const isAgain = this.#second === second && this.#head === head && this.#length === length;
    if (isAgain && this.#response !== undefined) {
      // Sending uses up nothing but a body.
      return content === null ? this.#response : this.#response.clone();
    }
    const response = new Response(content, head.init(length));
    [this.#head, this.#second, this.#length] = [head, second, length];
    // The first may be the last. What is kept is a copy as well: the runtime has not prepared that for sending,
    // with another copy of the content.
    this.#response = isAgain ? response.clone() : undefined;
    return response;
  }
}
