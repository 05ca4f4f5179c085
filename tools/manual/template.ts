import { escape } from "@std/html/entities";
import project from "../../deno.json" with { type: "json" };
import { CONTENTS, type Page, PAGES } from "./contents.ts";
import type { Heading } from "./markdown.ts";

/** Returns the HTML document of a manual page. */
export function manualPage(page: Page, html: string, headings: readonly Heading[]): string {
  return `${head(`${page.title} · Plinth`, page.description, "../")}
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="brand" href="../"><img src="../favicon.svg" alt="" width="24" height="24">Plinth</a>
<details class="menu"><summary>Manual</summary>
<nav aria-label="Manual, as a menu">
${navigation(page)}</nav>
</details>
<span class="version">${project.version}</span>
</header>
<div class="columns">
<nav class="side" aria-label="Manual">
${navigation(page)}</nav>
<main id="content">
<h1>${escape(page.title)}</h1>
${html}${adjacentPages(page)}</main>
${onThisPage(headings)}</div>
</body>
</html>
`;
}

/** Returns the start of a page, up to `</head>`. @param base Relative URL of the site's root. */
export function head(title: string, description: string, base: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<meta name="description" content="${escape(description)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${base}favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}style.css">
</head>`;
}

function navigation(current: Page): string {
  return CONTENTS.map(({ group, pages }) => {
    const items = pages.map((page) => {
      const mark = page === current ? ' aria-current="page"' : "";
      return `<li><a href="${page.name}.html"${mark}>${escape(page.title)}</a></li>\n`;
    });
    return `<p>${group}</p>\n<ul>\n${items.join("")}</ul>\n`;
  }).join("");
}

/** Links to the previous and the next page. */
function adjacentPages(current: Page): string {
  const index = PAGES.indexOf(current);
  const links = [[PAGES[index - 1], "prev", "Previous"], [
    PAGES[index + 1],
    "next",
    "Next",
  ]] as const;
  const shown = links.map(([page, relation, word]) =>
    page === undefined
      ? ""
      : `<a rel="${relation}" href="${page.name}.html"><small>${word}</small> ${
        escape(page.title)
      }</a>\n`
  );
  return `<nav class="adjacent" aria-label="Previous and next page">\n${shown.join("")}</nav>\n`;
}

/** Links to the page's sections and options. */
function onThisPage(headings: readonly Heading[]): string {
  const parts = headings.filter(({ level, option }) => level === 2 || option !== undefined);
  if (parts.length < 2) return "";
  const items = parts.map(({ id, text, option }) =>
    option === undefined
      ? `<li><a href="#${id}">${text}</a></li>\n`
      : `<li class="option"><a href="#${id}">${option}</a></li>\n`
  );
  return `<nav class="here" aria-label="On this page">\n<p>On this page</p>\n<ul>\n${
    items.join("")
  }</ul>\n</nav>\n`;
}
