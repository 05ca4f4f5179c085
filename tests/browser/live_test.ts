import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { Server, Site } from "../support/server.ts";
import { browserTest, DESKTOP } from "./browser.ts";

const PAGE = (text: string) =>
  `<!DOCTYPE html><title>x</title><link rel="stylesheet" href="style.css"><h1>${text}</h1>`;

const ARGUMENTS = ["--live", "--quiet"];

async function start(args: readonly string[] = ARGUMENTS): Promise<Site> {
  return await Site.start((folder) => {
    folder.write("page.html", PAGE("one"));
    folder.write("style.css", "h1 { color: rgb(1, 1, 1) }");
    folder.write("favicon.ico", "");
    folder.write("list/a.txt", "a");
  }, args);
}

/** Waits until an expression in the page has a value. */
async function until(page: Page, expression: string, value: unknown): Promise<void> {
  for (const end = Date.now() + TIMEOUT;;) {
    // The evaluation fails while the page reloads.
    const found = await page.evaluate(expression).catch(() => undefined);
    if (found === value) return;
    if (Date.now() > end) throw new Error(`${expression} is ${found}`);
    await page.waitForTimeout(50);
  }
}

/** How long to wait for a change, in milliseconds. */
const TIMEOUT = 20_000;
const HEADLINE = "document.querySelector('h1')?.textContent";
const COLOR = "getComputedStyle(document.querySelector('h1')).color";
/** Waits until the pages have connected to the event stream, which is not visible in them. */
const settle = (page: Page) => page.waitForTimeout(1000);

browserTest(
  "live reload: a changed page reloads in each of many tabs",
  DESKTOP,
  async (page) => {
    await using site = await start();
    const pages = [page];
    for (let count = 0; count < 7; count++) pages.push(await page.context().newPage());
    for (const one of pages) await one.goto(`${site.server.origin}/page.html`);
    await settle(page);
    site.folder.write("page.html", PAGE("two"));
    for (const one of pages) await until(one, HEADLINE, "two");
  },
);

browserTest("live reload: a style sheet is swapped without a reload", DESKTOP, async (page) => {
  await using site = await start();
  await page.goto(`${site.server.origin}/page.html`);
  await settle(page);
  await page.evaluate("globalThis.kept = true");
  site.folder.write("style.css", "h1 { color: rgb(2, 2, 2) }");
  await until(page, COLOR, "rgb(2, 2, 2)");
  assertEquals(await page.evaluate("globalThis.kept"), true);
  assertEquals(await page.locator("link").count(), 1);
  site.folder.write("list/other.js", "1");
  await until(page, "globalThis.kept === undefined", true);
});

browserTest("live reload: a listing shows an added file", DESKTOP, async (page) => {
  await using site = await start();
  await page.goto(`${site.server.origin}/list/`);
  await settle(page);
  site.folder.write("list/b.txt", "b");
  await page.getByText("b.txt").waitFor();
});

const POLICIES = [
  "default-src 'none'; style-src 'self'; img-src 'self'",
  "script-src 'nonce-x' 'strict-dynamic'",
  "script-src 'unsafe-inline'",
  "script-src 'self'; require-trusted-types-for 'script'",
];

for (const policy of POLICIES) {
  for (const place of ["--header", "_headers"]) {
    const name = `live reload: a page with a policy from ${place} reloads: ${policy}`;
    browserTest(name, DESKTOP, async (page) => {
      const field = `Content-Security-Policy: ${policy}`;
      const more = place === "--header" ? ["-H", field] : [];
      await using site = await start([...ARGUMENTS, ...more]);
      if (place === "_headers") {
        site.folder.write("_headers", `/*\n  ${field}\n`);
        await site.server.waitFor(
          "rules",
          ({ stderr }) => /reloaded settings and rules/.test(stderr),
        );
      }
      await page.goto(`${site.server.origin}/page.html`);
      // The second time, the page comes from the browser's cache, with the policy of the 304.
      const again = page.waitForResponse((response) => response.url().endsWith("/page.html"));
      await page.reload();
      assertMatch((await (await again).allHeaders())["content-security-policy"] ?? "", /live/);
      await settle(page);
      site.folder.write("page.html", PAGE("two"));
      await until(page, HEADLINE, "two");
    });
  }
}

browserTest(
  "live reload: pages reload after the server has restarted",
  DESKTOP,
  async (page) => {
    await using site = await start();
    await page.goto(`${site.server.origin}/page.html`);
    await settle(page);
    const { port } = site.server;
    await site.server.stop();
    site.folder.write("page.html", PAGE("two"));
    await using _again = await Server.start([site.folder.path, `--port=${port}`, ...ARGUMENTS]);
    await until(page, HEADLINE, "two");
  },
);
