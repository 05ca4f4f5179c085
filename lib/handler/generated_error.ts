import { createHash } from "node:crypto";
import { escape } from "@std/html/entities";
import { STATUS_TEXT } from "@std/http/status";
import type { CachedFile } from "../files/cached_file.ts";
import type { Format } from "../http/accept.ts";
import { type Fields, type Reply, textBody } from "../http/reply.ts";
import { bidiIsolatedHtml, htmlSafeJson, printable } from "../util/text.ts";

/** The content of an error page. */
export interface ErrorDetails {
  /** Fields that the status requires, such as Allow or Content-Range. */
  readonly fields?: Fields;
  /** Defaults to the sentence for the status. */
  readonly message?: string;
  /** Text from the request that the message is about. */
  readonly subject?: string;
}

/** An error as data, before its page is chosen. */
export interface Failure extends ErrorDetails {
  readonly status: number;
  /** Path below the base path, whose nearest error page upward is used; the root's if omitted. */
  readonly segments?: readonly string[];
  /** The error page that a rule names. */
  readonly page?: CachedFile | undefined;
  /** Whether the page is always Plinth's own. */
  readonly isGenerated?: boolean;
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

/** The style of error pages. It is inline, so that a page needs nothing else from the site. */
const STYLE =
  `:root{color-scheme:light dark;--text:#1d2430;--muted:#5b6474;--ground:#fbfbfa;--raised:#f1f2f4}
@media(prefers-color-scheme:dark){:root{--text:#e6e8ec;--muted:#a0a8b6;--ground:#14171c;--raised:#1d2229}}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:36rem;margin:0 auto;padding:max(2rem,20vh) 1.25rem 2rem}
h1{margin:0 0 .5rem;font-size:1.75rem;font-weight:650;line-height:1.25;letter-spacing:-.015em}
p{margin:0 0 1rem;color:var(--muted)}
code{padding:.2em .45em;border-radius:.3rem;background:var(--raised);font:.875em ui-monospace,monospace;overflow-wrap:anywhere;-webkit-box-decoration-break:clone;box-decoration-break:clone}`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** The Content-Security-Policy of error pages: no scripts, no frames, nothing from other URLs. */
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; ` +
  `base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

/** Returns an error page up to its heading. @param title Plain text. */
function pageStart(title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
`;
}

/** Returns the Cache-Control of an error: no-store, or no-cache for 404 and 410, which may be revalidated. */
export function cacheControl(status: number): string {
  return status === 404 || status === 410 ? "no-cache" : "no-store";
}

/** Returns an error with a generated page in the format that the client prefers. */
export function errorAnswer(status: number, format: Format, details: ErrorDetails = {}): Reply {
  const message = details.message ?? MESSAGES[status] ?? "";
  const text = RENDERERS[format](status, STATUS_TEXT[status] ?? "Error", message, details.subject);
  return {
    status,
    fields: {
      "content-type": CONTENT_TYPES[format],
      "cache-control": cacheControl(status),
      "vary": "Accept",
      ...(format === "html" && { "content-security-policy": PAGE_POLICY }),
      ...details.fields,
    },
    body: textBody(text),
  };
}

const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  html: "text/html; charset=UTF-8",
  json: "application/json; charset=UTF-8",
  text: "text/plain; charset=UTF-8",
};

type Renderer = (
  status: number,
  title: string,
  message: string,
  subject: string | undefined,
) => string;

const RENDERERS: Readonly<Record<Format, Renderer>> = {
  html: (status, title, message, subject) => {
    const start = pageStart(`${status} ${title}`);
    const code = subject === undefined ? "" : `<p><code>${bidiIsolatedHtml(subject)}</code></p>\n`;
    return `${start}<p>${message}</p>\n${code}</main>\n</body>\n</html>\n`;
  },
  json: (status, title, message, subject) =>
    `${htmlSafeJson({ status, error: title, message, subject })}\n`,
  text: (status, title, message, subject) =>
    `${status} ${title}\n${message}\n${subject === undefined ? "" : `${printable(subject)}\n`}`,
};
