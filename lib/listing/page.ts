import { escape } from "@std/html/entities";
import { formatPath } from "../http/target.ts";
import { assetPath, INTEGRITY } from "./assets.ts";
import { SPRITE } from "./icons.ts";
import type { DirectoryPage } from "./view.ts";

/**
 * The longest Markdown that is rendered, in UTF-16 code units. Hostile input makes the parser take time that grows
 * with the square of the length, half a second at this limit; longer text is shown unformatted.
 */
export const MAX_MARKDOWN = 64 * 1024;

/** The note above Markdown that is longer than {@linkcode MAX_MARKDOWN}. */
export const TOO_LONG =
  "This file is too long to be formatted (64 KiB at most), so it is shown as plain text.";

/** A folder, for the browser's tab. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
  "%3Cpath fill='%232456c8' d='M1 13.5V3h5l1.5 2H15v8.5z'/%3E%3C/svg%3E";

/** Returns the start of a page, up to its content. @param title Plain text. */
export function pageStart({ basePath, live }: DirectoryPage, title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${basePath}${assetPath("listing.css")}">
${script(basePath, "listing.js")}${live ? script(basePath, "live.js") : ""}</head>
<body>
${SPRITE}<main>
`;
}

function script(basePath: string, name: "listing.js" | "live.js"): string {
  const source = `${basePath}${assetPath(name)}`;
  return `<script type="module" src="${source}" integrity="${INTEGRITY[name]}"></script>\n`;
}

/** The end of a page, after its content. */
export const PAGE_END = `</main>
<footer><p><kbd>/</kbd> search <kbd>↑</kbd><kbd>↓</kbd> move <kbd>Space</kbd> preview <kbd>⌫</kbd> up</p></footer>
</body>
</html>
`;

/** Returns the breadcrumbs to the folders above, and the heading: `name`, or else the folder's name. */
export function pageHeader(page: DirectoryPage, name?: string): string {
  const names = [page.host, ...page.segments, ...(name === undefined ? [] : [name])];
  const heading = names.pop() ?? "";
  const crumbs = names.map((crumb, index) => {
    const href = page.basePath + formatPath(page.segments.slice(0, index), true);
    const up = index === names.length - 1 ? ' rel="up"' : "";
    return `<li><a href="${escape(href)}"${up}><bdi>${escape(crumb)}</bdi></a></li>`;
  });
  const nav = crumbs.length === 0
    ? ""
    : `<nav aria-label="Parent folders"><ol>${crumbs.join("")}</ol></nav>\n`;
  return `<header>\n${nav}<h1><bdi>${escape(heading)}</bdi></h1>\n</header>\n`;
}

/** Returns a `<time>` element in UTC, which the script replaces by local time; empty if the time is NaN. */
export function timeElement(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "";
  const time = date.toISOString();
  return `<time datetime="${time}">${time.slice(0, 16).replace("T", " ")}</time>`;
}

/** Formats a count: `1 file`, `1,200 files`. */
export function formatCount(number: number, singular: string, plural: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? singular : plural}`;
}
