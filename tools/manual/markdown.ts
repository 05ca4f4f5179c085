import { escape } from "@std/html/entities";
import MarkdownIt from "markdown-it";

/** A part of a page that can be linked to. */
export interface Heading {
  /** 2 or 3. */
  readonly level: number;
  readonly id: string;
  /** As HTML. */
  readonly text: string;
  /** The long name of the option that it is about. */
  readonly option?: string;
}

/** A page's content. */
export interface Content {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** Makes HTML of a page's Markdown: its own HTML stays, for the few things that Markdown has not. */
export function renderMarkdown(text: string): Content {
  const headings: Heading[] = [];
  // Quotes as they are printed, and nothing else replaced.
  const parser = new MarkdownIt({ html: true, typographer: true }).disable("replacements");
  const { renderer } = parser;
  renderer.rules.heading_open = (tokens, index) => {
    const tag = tokens[index]?.tag ?? "h2";
    const children = tokens[index + 1]?.children ?? [];
    const plain = renderer.renderInlineAsText(children, parser.options, {});
    const option = /^--[a-z-]+/.exec(plain)?.[0];
    const id = toId(option ?? plain);
    headings.push({
      ...{ level: Number(tag.slice(1)), id },
      text: renderer.renderInline(children, parser.options, {}),
      ...(option !== undefined && { option }),
    });
    return `<${tag} id="${id}"><a class="anchor" href="#${id}">`;
  };
  renderer.rules.heading_close = (tokens, index) => `</a></${tokens[index]?.tag}>\n`;
  renderer.rules.fence = (tokens, index) => {
    const { content = "", info = "" } = tokens[index] ?? {};
    return `<pre tabindex="0"><code>${
      info === "sh" ? shell(content) : escape(content)
    }</code></pre>\n`;
  };
  renderer.rules.code_inline = (tokens, index) => {
    // A browser would break `--no-listing` after its second hyphen.
    const words = (tokens[index]?.content ?? "").split(" ").map((word) =>
      word.includes("-") && word.length < 32 ? `<span>${escape(word)}</span>` : escape(word)
    );
    return `<code>${words.join(" ")}</code>`;
  };
  // A wide table scrolls by itself, not the page.
  renderer.rules.table_open = () => `<div class="table" tabindex="0"><table>\n`;
  renderer.rules.table_close = () => "</table></div>\n";
  return { html: parser.render(text), headings };
}

/** `Now, or not?` to `now-or-not`. */
function toId(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

/** Comments stand back. */
function shell(content: string): string {
  return escape(content).replace(/(^|\s)(# .*)$/gm, '$1<span class="comment">$2</span>');
}
