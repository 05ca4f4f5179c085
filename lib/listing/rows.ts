import { escape } from "@std/html/entities";
import { formatSize } from "../util/size.ts";
import type { ListingEntry } from "./sort_entries.ts";
import { icon, type PreviewKind, previewKindOf } from "./icons.ts";
import { timeElement } from "./page.ts";

/**
 * Returns a row of the table.
 *
 * @param parent The path from the page's folder to the entry's folder: empty, or with a final slash.
 */
export function tableRow(entry: ListingEntry, parent = ""): string {
  const { name, type, size, modified } = entry;
  const kind = type === "directory" ? "folder" : previewKindOf(name);
  const bytes = size === undefined ? "" : `<data value="${size}">${formatSize(size)}</data>`;
  return `<tr><td><a href="${hrefOf(entry, parent)}">${icon(kind)}${
    label(name, type, parent)
  }</a></td>` +
    `<td>${bytes}</td><td>${timeElement(modified)}</td><td>${
      previewLink(name, kind, parent)
    }</td></tr>\n`;
}

/**
 * The largest picture that the grid shows, in bytes. The browser downloads the whole file for it, and a phone that
 * scrolls through large pictures runs out of memory and data plan.
 */
const MAX_PICTURE = 8 * 1024 * 1024;

/** Returns an item of the grid. A picture is shown itself, scaled by the browser. */
export function gridItem(entry: ListingEntry): string {
  const { name, type, size = 0 } = entry;
  const kind = type === "directory" ? "folder" : previewKindOf(name);
  const href = hrefOf(entry, "");
  const picture = kind === "image" && size <= MAX_PICTURE
    ? `<img src="${href}" alt="" loading="lazy" decoding="async">`
    : icon(kind);
  return `<li><a href="${href}"><b>${picture}</b>${label(name, type, "")}</a>${
    previewLink(name, kind, "")
  }</li>\n`;
}

function label(name: string, type: ListingEntry["type"], parent: string): string {
  const path = parent === "" ? "" : `<small>${escape(parent)}</small>`;
  return `<span><bdi>${path}${escape(name)}</bdi>${type === "directory" ? "/" : ""}</span>`;
}

/** The "./" keeps the browser from reading a name with a colon as a scheme. */
function hrefOf({ name, type }: ListingEntry, parent: string): string {
  return escape(
    `./${encodePath(parent)}${encodeURIComponent(name)}${type === "directory" ? "/" : ""}`,
  );
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function previewLink(name: string, kind: PreviewKind, parent: string): string {
  if (kind === "folder" || kind === "archive" || kind === "file") return "";
  const href = escape(`./${encodePath(parent)}?view=${encodeURIComponent(name)}`);
  return `<a class="v" href="${href}" aria-label="Preview ${escape(name)}">${icon("view")}</a>`;
}
