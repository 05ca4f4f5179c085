import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { PAGES } from "../../tools/manual/contents.ts";
import { Server, shared } from "../support/server.ts";
import { assertAccessible, browserTest, DESKTOP, PHONE } from "./browser.ts";

// Without a folder, Plinth serves the built-in site.
const server = shared(() => Server.start(["--port=0", "--workers=1", "--quiet"]));

const PATHS = ["", ...PAGES.map(({ name }) => `manual/${name}.html`)];

const DEVICES = [
  ["desktop", DESKTOP],
  ["desktop, dark", { ...DESKTOP, colorScheme: "dark" }],
  ["phone", PHONE],
  ["phone, dark", { ...PHONE, colorScheme: "dark" }],
  // The width of WCAG 2.2, 1.4.10 (Reflow): a desktop page at 400% zoom.
  ["320 pixels wide", { ...PHONE, viewport: { width: 320, height: 640 } }],
] as const;

/** Collects the URLs of all requests that a page makes. */
function requestsOf(page: Page): string[] {
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  return urls;
}

for (const [look, options] of DEVICES) {
  browserTest(`manual: every page is accessible (${look})`, options, async (page) => {
    const { origin } = server();
    const urls = requestsOf(page);
    for (const path of PATHS) {
      const response = await page.goto(`${origin}/${path}`);
      assertEquals(response?.status(), 200, path);
      await assertAccessible(page, path);
      const [wide, width] = await page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]",
      ) as [number, number];
      assert(wide <= width, `${path} is ${wide} wide, of ${width}`);
    }
    assertEquals(urls.filter((url) => !url.startsWith(`${origin}/`)), []);
    // Each page loads at least its style sheet too.
    assert(urls.length >= PATHS.length * 2, `${urls.length} requests`);
  });
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  browserTest(
    `manual: links lead from page to page (${scripts})`,
    { ...DESKTOP, javaScriptEnabled },
    async (page) => {
      await page.goto(server().origin);
      await page.getByRole("link", { name: "Quick start" }).click();
      const heading1 = page.getByRole("heading", { level: 1 });
      for (const { name, title } of PAGES) {
        await page.waitForURL(`**/manual/${name}.html`);
        assertEquals(await heading1.innerText(), title);
        const current = page.locator("nav.side a[aria-current=page]");
        assertEquals(await current.innerText(), title);
        if (name !== PAGES.at(-1)?.name) await page.locator("a[rel=next]").click();
      }
      assertEquals(await page.locator("a[rel=next]").count(), 0);
      await page.getByRole("navigation", { name: "Manual", exact: true })
        .getByRole("link", { name: "Options" }).click();
      await page.getByRole("navigation", { name: "On this page" })
        .getByRole("link", { name: "--live" }).click();
      await page.waitForURL("**/manual/options.html#live");
      // The sticky bar does not cover the heading.
      const [bar, heading] = [
        await page.locator("header.bar").boundingBox(),
        await page.locator("#live").boundingBox(),
      ];
      assert((heading?.y ?? 0) >= (bar?.height ?? Infinity), "the bar covers the heading");
      await page.getByRole("link", { name: "Plinth", exact: true }).click();
      await page.waitForURL(`${server().origin}/`);
    },
  );

  browserTest(
    `manual: a phone has a menu (${scripts})`,
    { ...PHONE, javaScriptEnabled },
    async (page) => {
      await page.goto(`${server().origin}/manual/start.html`);
      assertEquals(await page.locator("nav.side").isVisible(), false);
      const menu = page.getByRole("navigation", { name: "Manual, as a menu" });
      assertEquals(await menu.isVisible(), false);
      await page.locator(".menu summary").tap();
      await menu.getByRole("link", { name: "Site rules" }).tap();
      await page.waitForURL("**/manual/rules.html");
      assertEquals(await page.getByRole("heading", { level: 1 }).innerText(), "Site rules");
    },
  );
}

browserTest("manual: the keyboard reaches the content", DESKTOP, async (page) => {
  await page.goto(`${server().origin}/manual/start.html`);
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate("document.activeElement.textContent.trim()");
  assertEquals(await focused(), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const isInContent = "document.querySelector('main').contains(document.activeElement)";
  assertEquals(await page.evaluate(isInContent), true);
});
