import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { renderMarkdown } from "../../../lib/listing/markdown.ts";
import { MAX_MARKDOWN } from "../../../lib/listing/page.ts";

Deno.test("renderMarkdown() has no tag and no address of the text's own", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=alert(1)>bold</b> word",
    "<svg><script>alert(1)</script></svg>",
    "<!-- <script>alert(1)</script> -->",
    "<iframe src=javascript:alert(1)></iframe>",
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x) [x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    '![x](a.png"onerror="alert(1))',
    '[x](a "\\" onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<style>*{display:none}</style>",
    "<a href=//evil.example>x</a>",
    "<div\nonclick=alert(1)\n>x",
    "`<script>`\n\n    <script>indented</script>",
  ];
  for (const text of hostile) {
    const made = renderMarkdown(text, 2);
    assertNotMatch(made, /<(?!\/?(?:p|a|img|code|pre|span|b)\b)/i, made);
    assertNotMatch(made.replace(/"[^"]*"/g, '""'), /<[^>]*\son\w+=[^>]*>/i, made);
    assertNotMatch(made, /(?:href|src)="(?!a\.png|a"|#|%)[a-z]*script:/i, made);
    assertNotMatch(made, /(?:href|src)="data:text/i, made);
    assertNotMatch(made, /<b\b/, made);
  }
});

Deno.test("renderMarkdown() shows the text that raw HTML surrounds, not its scripts", () => {
  assertStringIncludes(renderMarkdown("a <b>bold</b> word", 2), "a bold word");
  assertEquals(renderMarkdown("<p>\nshown\n</p>\n", 2).trim(), "shown");
  assertEquals(renderMarkdown("<script>\nalert(1)\n</script>", 2).trim(), "");
});

Deno.test("renderMarkdown() begins with headings of the third level, and has tables", () => {
  assertStringIncludes(renderMarkdown("# One\n\n###### Six", 2), "<h3>One</h3>\n<h6>Six</h6>");
  assertStringIncludes(renderMarkdown("|a|\n|-|\n|1|", 2), "<td>1</td>");
  const aligned = renderMarkdown("|a|b|c|\n|:-|-:|:-:|\n|1|2|3|", 2);
  assertStringIncludes(aligned, '<td>1</td>\n<td class="right">2</td>\n<td class="center">3</td>');
  assertEquals(aligned.includes("style"), false);
});

Deno.test("renderMarkdown() shows pictures of the site, and names those from elsewhere", () => {
  assertStringIncludes(
    renderMarkdown("![alt](a.png)", 2),
    '<img src="a.png" alt="alt" loading="lazy">',
  );
  for (const from of ["https://a.example/x.png", "//a.example/x.png"]) {
    assertEquals(
      renderMarkdown(`![alt <x>](${from})`, 2).trim(),
      '<p><span class="away">alt &lt;x&gt;</span></p>',
    );
  }
});

Deno.test("renderMarkdown() takes no long time for the worst of texts", () => {
  const fill = (part: string) => part.repeat(Math.floor(MAX_MARKDOWN / part.length));
  for (
    const part of ["[", "*a", ">", "`", "![[", "<a ", "_a*", "[a](", "http://a", "|a", "&", "<"]
  ) {
    const start = performance.now();
    renderMarkdown(fill(part), 2);
    assert(performance.now() - start < 5000, part);
  }
});
