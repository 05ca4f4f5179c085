import { escape } from "@std/html/entities";
import MarkdownIt from "markdown-it";

/** A heading that links can point to. */
export interface Heading {
  /** 2 or 3. */
  readonly level: number;
  readonly id: string;
  /** HTML. */
  readonly text: string;
  /** Long name of the option that the heading describes. */
  readonly option?: string;
}

/** The content of a page. */
export interface Content {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** Converts a page's Markdown to HTML. Raw HTML is kept, for the few things that Markdown can't express. */
export function renderMarkdown(text: string): Content {
  const headings: Heading[] = [];
  // Typographic quotes, but no other replacements.
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
    // Browsers would break `--no-listing` after its second hyphen; the style sheet forbids breaks in a span.
    const words = (tokens[index]?.content ?? "").split(" ").map((word) =>
      word.includes("-") && word.length < 32 ? `<span>${escape(word)}</span>` : escape(word)
    );
    return `<code>${words.join(" ")}</code>`;
  };
  // A wide table scrolls, not the page.
  renderer.rules.table_open = () => `<div class="table" tabindex="0"><table>\n`;
  renderer.rules.table_close = () => "</table></div>\n";
  return { html: parser.render(text), headings };
}

/** Converts `Now, or not?` to `now-or-not`. */
function toId(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

/** Escapes shell code and marks comments, which the style sheet dims. */
function shell(content: string): string {
  return escape(content).replace(/(^|\s)(# .*)$/gm, '$1<span class="comment">$2</span>');
}
