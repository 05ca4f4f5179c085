import { createHash } from "node:crypto";
import { escape } from "@std/html/entities";

/** The looks of generated pages. In the page itself, so that it needs nothing else of the site. */
const STYLE = `:root{color-scheme:light dark;--line:#8883;--muted:#6b7280;--accent:#2456c8}
@media(prefers-color-scheme:dark){:root{--muted:#9aa3af;--accent:#8ab4ff}}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:500;color:var(--muted)}
td,th{padding:.3rem .5rem;border-bottom:1px solid var(--line)}
td:first-child{overflow-wrap:anywhere}
td+td,th+th{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;width:1%}
td+td{color:var(--muted)}
p{color:var(--muted)}code{overflow-wrap:anywhere}
@media(max-width:32rem){td:nth-child(3),th:nth-child(3){display:none}}`;

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
`;
}

/** What comes after it. */
export const PAGE_END = "</body>\n</html>\n";
