import { escape } from "@std/html/entities";
import { formatPath } from "../http/target.ts";
import { assetPath, INTEGRITY } from "./assets.ts";
import { SPRITE } from "./icons.ts";
import type { DirectoryPage } from "./view.ts";

/** A folder, for the browser's tab. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E" +
  "%3Cpath fill='%232456c8' d='M1 13.5V3h5l1.5 2H15v8.5z'/%3E%3C/svg%3E";

/** A page about a folder, up to its content. @param title As plain text. */
export function pageStart(page: DirectoryPage, title: string): string {
  const { basePath } = page;
  const live = page.live
    ? `<script type="module" src="${basePath}${assetPath("live.js")}" integrity="${
      INTEGRITY["live.js"]
    }"></script>\n`
    : "";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${basePath}${assetPath("listing.css")}">
<script type="module" src="${basePath}${assetPath("listing.js")}" integrity="${
    INTEGRITY["listing.js"]
  }"></script>
${live}</head>
<body>
${SPRITE}<main>
`;
}

/** What comes after the content. */
export const PAGE_END = `</main>
<footer><p><kbd>/</kbd> search <kbd>↑</kbd><kbd>↓</kbd> move <kbd>Space</kbd> preview <kbd>⌫</kbd> up</p></footer>
</body>
</html>
`;

/** Where the folder is, with a way to each folder above, and its name as the page's headline. */
export function pageHeader(page: DirectoryPage, name?: string): string {
  const names = [page.host, ...page.segments, ...(name === undefined ? [] : [name])];
  const last = names.pop() ?? "";
  const crumbs = names.map((crumb, index) => {
    const href = page.basePath + formatPath(page.segments.slice(0, index), true);
    const up = index === names.length - 1 ? ' rel="up"' : "";
    return `<li><a href="${escape(href)}"${up}><bdi>${escape(crumb)}</bdi></a></li>`;
  });
  const nav = crumbs.length === 0
    ? ""
    : `<nav aria-label="Folders above"><ol>${crumbs.join("")}</ol></nav>\n`;
  return `<header>\n${nav}<h1><bdi>${escape(last)}</bdi></h1>\n</header>\n`;
}
