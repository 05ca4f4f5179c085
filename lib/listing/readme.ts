import { escape } from "@std/html/entities";
import type { ServedRoot } from "../files/served_root.ts";
import { Derived, readPreview } from "../files/text_file.ts";
import type { Readme } from "./directory_page.ts";
import type { ListingEntry } from "./sort_entries.ts";
import { MAX_MARKDOWN, TOO_LONG } from "./page.ts";

/** README names, the preferred kind first. */
const NAMES = [/^readme\.(?:md|markdown)$/i, /^readme(?:\.txt)?$/i];

/** Whether a name is that of a README. */
export function isReadmeName(name: string): boolean {
  return NAMES.some((pattern) => pattern.test(name));
}

/** Renders the README that is shown below the entries of its folder, and caches the HTML. */
export class ReadmeCache {
  readonly #cache = new Derived<Promise<Readme>>();

  /**
   * Returns the README of a directory; undefined if it has none, or an empty one.
   *
   * @param segments The directory's segments below the root.
   * @param entries The directory's entries, at least those whose names pass {@linkcode isReadmeName}.
   * @param isVisible Reports whether the client may read a path below the root.
   */
  read(
    servedRoot: ServedRoot,
    segments: readonly string[],
    entries: readonly ListingEntry[],
    isVisible: (segments: readonly string[]) => boolean,
  ): Promise<Readme> | undefined {
    const name = NAMES.map((pattern) =>
      entries.find((entry) => entry.type === "file" && pattern.test(entry.name))
    ).find((found) => found !== undefined)?.name;
    if (name === undefined) return undefined;
    const file = readPreview(servedRoot, [...segments, name], MAX_MARKDOWN, isVisible);
    const text = file?.text?.trim();
    if (file === undefined || text === undefined || text === "") return undefined;
    const { isTruncated } = file;
    return this.#cache.get(
      file,
      async () => ({ name, html: await toHtml(name, text, isTruncated) }),
    );
  }
}

async function toHtml(name: string, text: string, isCut: boolean): Promise<string> {
  const isMarkdown = /\.(?:md|markdown)$/i.test(name);
  if (isMarkdown && !isCut) {
    const { renderMarkdown } = await import("./markdown.ts");
    return renderMarkdown(text, 2);
  }
  const whole = `<a href="./${escape(encodeURIComponent(name))}">Open the whole file</a>`;
  const note = `${isMarkdown ? TOO_LONG : ""} Only the beginning is shown. ${whole}`.trim();
  return `${isCut ? `<p class="sum">${note}</p>\n` : ""}<pre tabindex="0">\n${escape(text)}</pre>`;
}
