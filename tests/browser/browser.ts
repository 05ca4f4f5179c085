import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { assertEquals } from "@std/assert";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./chromium.ts";

if (CHROMIUM === undefined) {
  console.error(
    "Browser tests are ignored: Chromium is not installed (apt-get install chromium).",
  );
}

let browser: Browser | undefined;

/** Defines a test with a new page. It fails if a script throws or the console shows an error. */
export function browserTest(
  name: string,
  options: BrowserContextOptions,
  run: (page: Page) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: CHROMIUM === undefined,
    // The browser keeps running between tests.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      browser ??= await chromium.launch({
        executablePath: CHROMIUM ?? "",
        args: CHROMIUM_ARGUMENTS,
      });
      const context = await browser.newContext({ acceptDownloads: true, ...options });
      const page = await context.newPage();
      const failures: string[] = [];
      page.on("pageerror", (error: Error) => failures.push(error.message));
      page.on("console", (message) => {
        const isExpected = message.text().includes("ERR_BLOCKED_BY_CLIENT") ||
          message.location().url.endsWith("/there/is/nothing") ||
          message.location().url.endsWith("/favicon.ico");
        if (message.type() === "error" && !isExpected) failures.push(message.text());
      });
      try {
        await run(page);
        assertEquals(failures, []);
      } finally {
        await context.close();
      }
    },
  });
}

Deno.test.afterAll(async () => {
  await browser?.close();
});

/**
 * Asserts that a page has no accessibility faults (WCAG 2.2 AA, and axe-core's best practices).
 *
 * @param name Name of the page in a failure message.
 */
export async function assertAccessible(page: Page, name = page.url()): Promise<void> {
  // Injected by the debugger, because the page's policy blocks other scripts.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- a global of the script above
    const results = await (globalThis as any).axe.run();
    // deno-lint-ignore no-explicit-any -- likewise
    return results.violations.map(({ id, nodes }: any) => [
      id,
      ...nodes.map(({ html, failureSummary }: { html: string; failureSummary: string }) =>
        `${html} ${failureSummary}`
      ),
    ]);
  });
  assertEquals(violations, [], name);
}

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESKTOP = { viewport: { width: 1280, height: 900 } };
