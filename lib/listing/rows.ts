import { escape } from "@std/html/entities";
import { formatSize } from "../util/size.ts";
import type { ListingEntry } from "./entries.ts";
import { icon, type PreviewKind, previewKindOf } from "./icons.ts";
import { timeElement } from "./page.ts";

/** What a row says of an entry, besides what the entry says itself. */
interface Place {
  /** The folders between the page's folder and the entry; each ends with a slash. */
  readonly above: string;
}

const HERE: Place = { above: "" };

/** An entry as a row of the table. */
export function tableRow(entry: ListingEntry, { above }: Place = HERE): string {
  const { name, type, size, modified } = entry;
  const kind = type === "directory" ? "folder" : previewKindOf(name);
  const bytes = size === undefined ? "" : `<data value="${size}">${formatSize(size)}</data>`;
  return `<tr><td><a href="${hrefOf(entry, above)}">${icon(kind)}${
    label(name, type, above)
  }</a></td>` +
    `<td>${bytes}</td><td>${timeElement(modified)}</td><td>${
      preview(name, kind, above)
    }</td></tr>\n`;
}

/**
 * The largest picture that the grid shows, in bytes: what comes is the whole file, and a phone that scrolls through
 * large ones runs out of memory and of its data plan.
 */
const MAX_PICTURE = 8 * 1024 * 1024;

/** An entry as an item of the grid: pictures show themselves, in the size that the browser makes of them. */
export function gridItem(entry: ListingEntry): string {
  const { name, type, size = 0 } = entry;
  const kind = type === "directory" ? "folder" : previewKindOf(name);
  const href = hrefOf(entry, "");
  const picture = kind === "image" && size <= MAX_PICTURE
    ? `<img src="${href}" alt="" loading="lazy" decoding="async">`
    : icon(kind);
  return `<li><a href="${href}"><b>${picture}</b>${label(name, type, "")}</a>${
    preview(name, kind, "")
  }</li>\n`;
}

function label(name: string, type: ListingEntry["type"], above: string): string {
  const path = above === "" ? "" : `<small>${escape(above)}</small>`;
  return `<span><bdi>${path}${escape(name)}</bdi>${type === "directory" ? "/" : ""}</span>`;
}

/** The "./" keeps a name with a colon from being read as a scheme. */
function hrefOf({ name, type }: ListingEntry, above: string): string {
  return escape(
    `./${encodePath(above)}${encodeURIComponent(name)}${type === "directory" ? "/" : ""}`,
  );
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Whether a page can show what is in a file of a kind. */
function isShown(kind: PreviewKind): boolean {
  return kind !== "folder" && kind !== "archive" && kind !== "file";
}

function preview(name: string, kind: PreviewKind, above: string): string {
  if (!isShown(kind)) return "";
  const href = escape(`./${encodePath(above)}?view=${encodeURIComponent(name)}`);
  return `<a class="v" href="${href}" aria-label="Preview ${escape(name)}">${icon("view")}</a>`;
}
