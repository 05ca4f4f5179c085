import { escape } from "@std/html/entities";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: true, linkify: true });

// Raw HTML is parsed, so that its tags do not appear as text, but only the text inside it is rendered.
parser.renderer.rules.html_block = (tokens, index) => textOf(tokens[index]?.content ?? "");
parser.renderer.rules.html_inline = (tokens, index) => textOf(tokens[index]?.content ?? "");

// Images from other sites would track the reader, and the page's policy blocks them: their alternative text is shown.
const { image } = parser.renderer.rules;
parser.renderer.rules.image = (tokens, index, options, env, renderer) => {
  const token = tokens[index];
  const source = String(token?.attrGet("src") ?? "");
  if (!/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(source) || /^data:image\//i.test(source)) {
    token?.attrSet("loading", "lazy");
    return image?.(tokens, index, options, env, renderer) ?? "";
  }
  const alt = renderer.renderInlineAsText(token?.children ?? [], options, env);
  return `<span class="external">${escape(alt === "" ? "picture" : alt)}</span>`;
};

// A column's alignment becomes a class, because the page's policy blocks style attributes.
parser.core.ruler.push("alignment", ({ tokens }) => {
  for (const token of tokens) {
    const alignment = /^text-align:(center|right)$/.exec(String(token.attrGet("style") ?? ""))?.[1];
    token.attrs = token.attrs?.filter(([name]) => name !== "style") ?? null;
    if (alignment !== undefined) token.attrJoin("class", alignment);
  }
});

// Headings are lowered to fit below the page's own.
parser.core.ruler.push("headings", (state) => {
  for (const token of state.tokens) {
    if (!token.type.startsWith("heading_")) continue;
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + Number(state.env.below))}`;
  }
});

/**
 * Renders Markdown (CommonMark with tables and strikethrough) as safe HTML. Tags in the text are dropped.
 *
 * @param below The level of the page's heading that contains the text, from 1 to 5; the text's headings start one lower.
 */
export function renderMarkdown(text: string, below: number): string {
  return parser.render(text, { below });
}

/** Returns the text outside tags, comments, scripts and styles, in one pass: each `<` that ends nowhere is text. */
function textOf(html: string): string {
  let [text, position] = ["", 0];
  // Beyond the last `>` there are no tags.
  const last = html.lastIndexOf(">");
  while (position < html.length) {
    const start = html.indexOf("<", position);
    if (start < 0) break;
    text += html.slice(position, start);
    position = endOfMarkup(html, start, last);
    if (position === start) text += html.charAt(position++);
  }
  return escape(`${text}${html.slice(position)}`.trim());
}

/** Returns the position after the markup that begins at `start`; `start` itself if there is none. */
function endOfMarkup(html: string, start: number, last: number): number {
  const opening = html.slice(start, start + 8).toLowerCase();
  const raw = /^<(script|style)\b/.exec(opening)?.[1];
  if (!opening.startsWith("<!--") && raw === undefined) {
    return start < last ? html.indexOf(">", start) + 1 : start;
  }
  const closing = raw === undefined
    ? /-->/g
    : raw === "script"
    ? /<\/script\s*>/gi
    : /<\/style\s*>/gi;
  closing.lastIndex = start;
  return closing.exec(html) === null ? html.length : closing.lastIndex;
}
