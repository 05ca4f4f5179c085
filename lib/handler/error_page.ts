import { STATUS_TEXT } from "@std/http/status";
import type { Format } from "../http/accept.ts";
import { type Fields, type Reply, textBody } from "../http/reply.ts";
import { bidiIsolatedHtml, htmlSafeJson, printable } from "../util/text.ts";
import { PAGE_END, PAGE_POLICY, pageStart } from "./page.ts";

/** What an error page says. */
export interface ErrorDetails {
  /** Fields that the status asks for, as Allow or Content-Range. */
  readonly fields?: Fields;
  /** A sentence of Plinth's own; the status's usual one otherwise. */
  readonly message?: string;
  /** Text of the request that the message is about. */
  readonly subject?: string;
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: "The request is malformed.",
  401: "This needs a name and a password.",
  403: "This may not be read.",
  404: "There is nothing at this address.",
  405: "This server only reads: it knows GET, HEAD and OPTIONS.",
  406: "None of the content codings that the request accepts is to be had.",
  410: "What was at this address is gone.",
  412: "The file is not in the state that the request asks for.",
  414: "The address is too long.",
  416: "The file has no such range of bytes.",
  429: "There were too many wrong passwords; please wait a while.",
  451: "This may not be shown for legal reasons.",
  500: "The file could not be read.",
  503: "The server is busy; please try again.",
};

/** Never cached, except where asking again is the same as revalidating (404, 410). */
export function cacheControl(status: number): string {
  return status === 404 || status === 410 ? "no-cache" : "no-store";
}

/** Makes an error response in the format that the client prefers. */
export function errorAnswer(status: number, format: Format, details: ErrorDetails = {}): Reply {
  const message = details.message ?? MESSAGES[status] ?? "";
  const title = STATUS_TEXT[status] ?? "Error";
  const rendered = RENDERERS[format](status, title, message, details.subject);
  return {
    status,
    fields: {
      "content-type": rendered.contentType,
      "cache-control": cacheControl(status),
      "vary": "Accept",
      ...(format === "html" && { "content-security-policy": PAGE_POLICY }),
      ...details.fields,
    },
    body: textBody(rendered.text),
  };
}

type Renderer = (
  status: number,
  title: string,
  message: string,
  subject: string | undefined,
) => { contentType: string; text: string };

const RENDERERS: Readonly<Record<Format, Renderer>> = {
  html: (status, title, message, subject) => ({
    contentType: "text/html; charset=UTF-8",
    text: `${pageStart(`${status} ${title}`)}<h1>${status} ${title}</h1>\n<p>${message}</p>\n` +
      `${
        subject === undefined ? "" : `<p><code>${bidiIsolatedHtml(subject)}</code></p>\n`
      }${PAGE_END}`,
  }),
  json: (status, title, message, subject) => ({
    contentType: "application/json; charset=UTF-8",
    text: `${htmlSafeJson({ status, error: title, message, subject })}\n`,
  }),
  text: (status, title, message, subject) => ({
    contentType: "text/plain; charset=UTF-8",
    text: `${status} ${title}\n${message}\n${
      subject === undefined ? "" : `${printable(subject)}\n`
    }`,
  }),
};
