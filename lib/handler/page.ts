import { createHash } from "node:crypto";
import { escape } from "@std/html/entities";

/** The looks of generated pages. In the page itself, so that it needs nothing else of the site. */
const STYLE =
  `:root{color-scheme:light dark;--text:#1d2430;--muted:#5b6474;--ground:#fbfbfa;--raised:#f1f2f4}
@media(prefers-color-scheme:dark){:root{--text:#e6e8ec;--muted:#a0a8b6;--ground:#14171c;--raised:#1d2229}}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:36rem;margin:0 auto;padding:max(2rem,20vh) 1.25rem 2rem}
h1{margin:0 0 .5rem;font-size:1.75rem;font-weight:650;line-height:1.25;letter-spacing:-.015em}
p{margin:0 0 1rem;color:var(--muted)}
code{padding:.2em .45em;border-radius:.3rem;background:var(--raised);font:.875em ui-monospace,monospace;overflow-wrap:anywhere;-webkit-box-decoration-break:clone;box-decoration-break:clone}`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** The fields of a generated page: no script, no frame, nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; ` +
  `base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

/** What comes before the content of a generated page. @param title As plain text. */
export function pageStart(title: string): string {
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
`;
}

/** What comes after it. */
export const PAGE_END = "</main>\n</body>\n</html>\n";
