import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { assertEquals } from "@std/assert";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Keeps the browser from accessing the network. */
const ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
];

/** The path of the browser; undefined if none is installed. */
export const CHROMIUM = find();

if (CHROMIUM === undefined) {
  console.error(
    "The browser tests are skipped because Chromium is not installed (apt-get install chromium).",
  );
}

function find(): string | undefined {
  const script = NAMES.map((name) => `command -v ${name}`).join(" || ");
  const { success, stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}

let browser: Browser | undefined;

/** Runs a test in a new page. Script errors and errors in the console fail the test. */
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
      browser ??= await chromium.launch({ executablePath: CHROMIUM ?? "", args: ARGUMENTS });
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
 * Asserts that a page is accessible (WCAG 2.2 AA and axe-core's best practices).
 *
 * @param name Names the page in a failure.
 */
export async function assertAccessible(page: Page, name = page.url()): Promise<void> {
  // Injected by the debugger, because the page's policy blocks other scripts.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- defined by the script above
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
