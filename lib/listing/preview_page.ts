import { escape } from "@std/html/entities";
import type { FilePreview } from "../files/text_file.ts";
import { formatSize } from "../util/size.ts";
import { icon, type PreviewKind, previewKindOf } from "./icons.ts";
import { MAX_MARKDOWN, PAGE_END, pageHeader, pageStart, timeElement, TOO_LONG } from "./page.ts";
import type { DirectoryPage } from "./view.ts";

/** The most text that a preview shows, in bytes. */
export const MAX_PREVIEW_SIZE = 256 * 1024;

/** Returns the page that previews one file. The script shows this page's `.view` element in a pane next to the list. */
export async function previewPage(
  page: DirectoryPage,
  name: string,
  file: FilePreview,
): Promise<string> {
  const href = escape(`./${encodeURIComponent(name)}`);
  const facts = [formatSize(file.stat.size), timeElement(file.stat.mtime)].filter((fact) =>
    fact !== ""
  );
  return `${pageStart(page, name)}${pageHeader(page, name)}<div class="view">
<div class="bar"><p class="sum">${
    facts.join(" · ")
  }</p><div class="tools"><a class="button" href="${href}">Open</a>` +
    `<a class="button" href="${href}" download aria-label="Download" title="Download">${
      icon("download")
    }</a></div></div>
${await showFile(name, previewKindOf(name), href, file)}
</div>
${PAGE_END}`;
}

async function showFile(
  name: string,
  kind: PreviewKind,
  href: string,
  file: FilePreview,
): Promise<string> {
  const title = escape(name);
  switch (kind) {
    case "image":
      return `<img class="whole" src="${href}" alt="${title}">`;
    case "audio":
      return `<audio controls src="${href}" aria-label="${title}"></audio>`;
    case "video":
      return `<video controls playsinline src="${href}" aria-label="${title}"></video>`;
    case "pdf":
      return `<iframe src="${href}" title="${title}"></iframe>`;
    default:
      return await showText(kind, file);
  }
}

async function showText(kind: PreviewKind, { text, isTruncated }: FilePreview): Promise<string> {
  if (text === undefined) return `<p class="empty">There is no preview for this file type.</p>`;
  if (text === "") return `<p class="empty">This file is empty.</p>`;
  if (kind === "markdown" && !isTruncated && text.length <= MAX_MARKDOWN) {
    const { renderMarkdown } = await import("./markdown.ts");
    return `<div class="md">${renderMarkdown(text, 1)}</div>`;
  }
  const note = kind === "markdown" ? `<p class="sum">${TOO_LONG}</p>\n` : "";
  const more = isTruncated ? `<p class="sum">Only the beginning is shown.</p>` : "";
  // The HTML parser drops a newline right after the tag.
  return `${note}<pre tabindex="0" aria-label="Content">\n${escape(text)}</pre>${more}`;
}
