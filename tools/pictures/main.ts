// Makes the pictures in docs/images/ that the README shows: `deno task pictures`. It serves a sample folder from source
// and takes screenshots in Chromium.

import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "../../tests/browser/chromium.ts";
import { Site } from "../../tests/support/server.ts";
import { FOLDER, NOW, writeSample } from "./sample.ts";

const IMAGES = new URL("../../docs/images/", import.meta.url);

/** The largest picture, in bytes: a README should load at once. */
const MAX_SIZE = 300_000;

/** Loads the images below the fold, and shows the default port instead of the free one that this run got. */
const SETTLE = `{
  const host = [...document.querySelectorAll("a")].find((link) => link.textContent === location.host);
  if (host) host.textContent = location.hostname + ":8000";
  Promise.all([...document.images].map((image) => (image.loading = "eager", image.decode())));
}`;

if (CHROMIUM === undefined) {
  console.error("pictures: Chromium is not installed (apt-get install chromium)");
  Deno.exit(1);
}
await using site = await Site.start();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
try {
  await writeSample(site.folder, await browser.newPage());
  await takeScreenshot("listing.png", { viewport: { width: 1200, height: 900 } }, showPreview);
  const phone = { width: 390, height: 844 };
  await takeScreenshot("phone.png", { viewport: phone, hasTouch: true, isMobile: true }, showGrid);
} finally {
  await browser.close();
}

async function takeScreenshot(
  name: string,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ ...options, timezoneId: "Europe/Oslo" });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  await prepare(page);
  await page.evaluate(SETTLE);
  const picture = await page.screenshot({ type: "png" });
  await context.close();
  if (picture.length > MAX_SIZE) {
    throw new Error(`${name} has ${picture.length} bytes, more than ${MAX_SIZE}`);
  }
  Deno.mkdirSync(IMAGES, { recursive: true });
  Deno.writeFileSync(new URL(name, IMAGES), picture);
  console.log(`docs/images/${name}: ${picture.length} bytes`);
}

/** A folder with the preview of its README next to the list. */
async function showPreview(page: Page): Promise<void> {
  await page.goto(`${site.server.origin}${FOLDER}?sort=name`);
  await page.getByRole("link", { name: "Preview README.md" }).click();
  await page.locator("#pane .md").waitFor();
}

/** The photos of the folder as a grid. */
async function showGrid(page: Page): Promise<void> {
  await page.goto(`${site.server.origin}${FOLDER}photos/?layout=grid`);
}
