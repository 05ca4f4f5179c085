import { escape } from "@std/html/entities";
import { formatSize } from "../util/size.ts";
import type { FilePreview } from "../files/text_file.ts";
import { icon, type PreviewKind, previewKindOf } from "./icons.ts";
import type { DirectoryPage } from "./view.ts";
import { PAGE_END, pageHeader, pageStart } from "./page.ts";
import { MAX_MARKDOWN, timeElement, TOO_LONG } from "./page.ts";

/** How much of a text is shown, in bytes. */
export const MAX_PREVIEW_SIZE = 256 * 1024;

/** The page that shows one file of a folder. A script takes the `view` out of it and puts it beside the list. */
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

async function showText(kind: PreviewKind, { text, cut }: FilePreview): Promise<string> {
  if (text === undefined) return `<p class="empty">There is no preview of this kind of file.</p>`;
  if (text === "") return `<p class="empty">This file is empty.</p>`;
  if (kind === "markdown" && !cut && text.length <= MAX_MARKDOWN) {
    const { renderMarkdown } = await import("./markdown.ts");
    return `<div class="md">${renderMarkdown(text, 1)}</div>`;
  }
  const note = kind === "markdown" ? `<p class="sum">${TOO_LONG}</p>\n` : "";
  const more = cut ? `<p class="sum">Only the beginning is shown.</p>` : "";
  // A newline right after the tag is not part of the text.
  return `${note}<pre tabindex="0" aria-label="Content">\n${escape(text)}</pre>${more}`;
}
