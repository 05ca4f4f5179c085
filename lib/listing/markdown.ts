import { escape } from "@std/html/entities";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: true, linkify: true });

// Raw HTML is read, so that it does not stand there as text, and then only the text within it is shown.
parser.renderer.rules.html_block = (tokens, index) => textOf(tokens[index]?.content ?? "");
parser.renderer.rules.html_inline = (tokens, index) => textOf(tokens[index]?.content ?? "");

// Pictures from elsewhere would tell that somebody reads this, and the page's policy refuses them: they are links.
const { image } = parser.renderer.rules;
parser.renderer.rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index];
  const source = String(token?.attrGet("src") ?? "");
  if (!/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(source) || /^data:image\//i.test(source)) {
    token?.attrSet("loading", "lazy");
    return image?.(tokens, index, options, env, renderer) ?? "";
  }
  const alt = renderer.renderInlineAsText(token?.children ?? [], options, env);
  return `<span class="away">${escape(alt === "" ? "picture" : alt)}</span>`;
};

// The alignment of a column, which would be a style attribute: the page's policy allows none.
parser.core.ruler.push("alignment", ({ tokens }) => {
  for (const token of tokens) {
    const alignment = /^text-align:(center|right)$/.exec(String(token.attrGet("style") ?? ""))?.[1];
    token.attrs = token.attrs?.filter(([name]) => name !== "style") ?? null;
    if (alignment !== undefined) token.attrJoin("class", alignment);
  }
});

// The page has headlines of its own.
parser.core.ruler.push("headings", (state) => {
  for (const token of state.tokens) {
    if (!token.type.startsWith("heading_")) continue;
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + Number(state.env.below))}`;
  }
});

/**
 * Makes safe HTML of Markdown (CommonMark, with tables and strikethrough): no tag of the text's own is in it.
 *
 * @param below The level of the headline that the text's headings are below, from 1 to 5.
 */
export function renderMarkdown(text: string, below: number): string {
  return parser.render(text, { below });
}

function textOf(html: string): string {
  const visible = html.replace(
    /<!--[^]*?(?:-->|$)|<(script|style)\b[^]*?(?:<\/\1\s*>|$)|<[^>]*>/gi,
    "",
  );
  return escape(visible.trim());
}
