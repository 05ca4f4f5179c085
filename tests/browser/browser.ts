import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { assertEquals } from "@std/assert";
import { CHROMIUM, CHROMIUM_ARGUMENTS } from "./chromium.ts";

if (CHROMIUM === undefined) {
  console.error(
    "The tests in a browser are ignored: there is no Chromium (apt-get install chromium).",
  );
}

let browser: Browser | undefined;

/** A test with a page of its own, in which no script may fail and nothing may be refused. */
export function browserTest(
  name: string,
  options: BrowserContextOptions,
  run: (page: Page) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: CHROMIUM === undefined,
    // The browser goes on between tests.
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
 * Looks for what keeps people from using a page (WCAG 2.2 AA, and axe-core's best practices).
 *
 * @param name What a failure calls the page.
 */
export async function assertAccessible(page: Page, name = page.url()): Promise<void> {
  // By the debugger: the page's own policy lets no other script in.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- what the script above has left there
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
