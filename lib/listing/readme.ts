import { escape } from "@std/html/entities";
import type { ServedRoot } from "../files/served_root.ts";
import type { ListingEntry } from "./entries.ts";
import { Derived, readPreview } from "../files/text_file.ts";
import type { Readme } from "./directory_page.ts";
import { MAX_MARKDOWN, TOO_LONG } from "./page.ts";

const NAMES = [/^readme\.(?:md|markdown)$/i, /^readme(?:\.txt)?$/i];

/** Whether a file may be shown below a folder's entries. */
export function isReadmeName(name: string): boolean {
  return NAMES.some((pattern) => pattern.test(name));
}

/** What is shown below a folder's entries; the first kind of README that there is. */
export class ReadmeCache {
  readonly #made = new Derived<Promise<Readme>>();

  /** @param entries Of the folder; at least those that {@linkcode isReadmeName} is true of. */
  read(
    servedRoot: ServedRoot,
    segments: readonly string[],
    entries: readonly ListingEntry[],
  ): Promise<Readme> | undefined {
    const name = NAMES.map((pattern) =>
      entries.find((entry) => entry.type === "file" && pattern.test(entry.name))
    ).find((found) => found !== undefined)?.name;
    if (name === undefined) return undefined;
    const file = readPreview(servedRoot, [...segments, name], MAX_MARKDOWN);
    const text = file?.text?.trim();
    if (file === undefined || text === undefined || text === "") return undefined;
    return this.#made.get(file, async () => ({ name, html: await toHtml(name, text, file.cut) }));
  }
}

async function toHtml(name: string, text: string, isCut: boolean): Promise<string> {
  const isMarkdown = /\.(?:md|markdown)$/i.test(name);
  if (isMarkdown && !isCut) {
    const { renderMarkdown } = await import("./markdown.ts");
    return renderMarkdown(text, 2);
  }
  const whole = `<a href="./${escape(encodeURIComponent(name))}">The whole file</a>`;
  const note = `${isMarkdown ? TOO_LONG : ""} Only the beginning is shown. ${whole}`.trim();
  return `${isCut ? `<p class="sum">${note}</p>\n` : ""}<pre tabindex="0">\n${escape(text)}</pre>`;
}
