/** What gives a response its status and fields (`Head`). */
export interface HeadSource {
  /** @param contentLength In bytes; undefined for none. */
  init(contentLength: number | undefined): ResponseInit;
}

/** How many responses within a second are often. */
const OFTEN = 8;

/**
 * Makes the responses for one content, which may be none. Of those that are made often within a second the later ones
 * are copies: of a copy the runtime takes over the fields as they are, while it validates and compares those of a new
 * one, which costs more than all the rest of an answer from memory. What they are copies of has the content once more:
 * that is not worth its memory for one that is seldom asked for.
 */
export class ResponseTemplate {
  #head: HeadSource | undefined;
  #second = -1;
  #length: number | undefined;
  /** Of this head and length, in this second. */
  #count = 0;
  #response: Response | undefined;

  /**
   * @param content Text or bytes that nobody changes, or none; always the same one.
   * @param length What Content-Length says, in bytes; undefined for no such field.
   */
  respond(head: HeadSource, content: BodyInit | null, length: number | undefined): Response {
    const second = Math.floor(Date.now() / 1000);
    const isAgain = this.#second === second && this.#head === head && this.#length === length;
    if (isAgain && this.#response !== undefined) {
      // Sending uses up nothing but a body.
      return content === null ? this.#response : this.#response.clone();
    }
    const response = new Response(content, head.init(length));
    [this.#head, this.#second, this.#length] = [head, second, length];
    this.#count = isAgain ? this.#count + 1 : 1;
    // What is kept is a copy as well: the runtime has not prepared that for sending, with another copy of the content.
    this.#response = this.#count >= OFTEN ? response.clone() : undefined;
    return response;
  }
}
