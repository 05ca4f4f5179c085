import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { shared, Site } from "../support/server.ts";
import { assertAccessible, browserTest, DESKTOP, PHONE } from "./browser.ts";

const PICTURE = (color: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="${color}"/></svg>`;

/** A PDF with one empty page. */
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
`;

const site = shared(() =>
  Site.start((folder) => {
    const table = "| a | b |\n| - | -: |\n| 1 | 2 |";
    const script = "<script>document.title = 'bad'</script>";
    folder.write("README.md", `# Hello\n\n${script}\n\n[a](a.txt)\n\n${table}`);
    folder.write("a.txt", "text of a", new Date("2020-01-01T12:00:00Z"));
    folder.write("b <b>.txt", "text of b");
    folder.write("sub/deep/report.txt", "deep");
    folder.write("sub/notes.md", "**notes** ![p](p.svg)");
    folder.write("sub/p.svg", PICTURE("red"));
    for (const color of ["red", "green", "blue"]) {
      folder.write(`pictures/${color}.svg`, PICTURE(color));
    }
    for (let number = 0; number < 1500; number++) folder.write(`many/file ${number}.txt`, "");
    folder.write("broken/no picture.png", "text");
    folder.write("sub/paper.pdf", PDF);
    folder.write("empty/.hidden", "");
  })
);

const open = (page: Page, path: string) => page.goto(site().server.origin + path);

/** Returns the visible names, in order. */
async function names(page: Page): Promise<string[]> {
  const texts = await page.locator(".entries tbody tr:visible td:first-child").allInnerTexts();
  return texts.map((text) => text.trim());
}

const focused = (page: Page) => page.evaluate("document.activeElement?.textContent?.trim()");

const DEVICES = [
  ["desktop", DESKTOP],
  ["desktop, dark", { ...DESKTOP, colorScheme: "dark" }],
  ["phone", PHONE],
  ["phone, dark", { ...PHONE, colorScheme: "dark" }],
  // The page's scripts are blocked, but JavaScript stays on for axe-core.
  ["without scripts", DESKTOP],
] as const;

for (const [device, options] of DEVICES) {
  browserTest(`listing: pages are accessible: ${device}`, options, async (page) => {
    const paths = [
      "/",
      "/?layout=grid",
      "/pictures/?layout=grid",
      "/empty/",
      "/?view=README.md",
      "/?view=a.txt",
      "/pictures/?view=red.svg",
      "/?search=report",
      "/?search=nothing",
      "/there/is/nothing",
    ];
    // All pages have the same colors, so a few are enough.
    const few = "colorScheme" in options ? paths.slice(0, 3) : paths;
    if (device === "without scripts") {
      await page.route("**/*.js", (route) => route.abort("blockedbyclient"));
    }
    for (const path of few) {
      await open(page, path);
      await assertAccessible(page);
      const [wide, width] = await page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]",
      ) as [number, number];
      assert(wide <= width, `${path} is ${wide} wide, of ${width}`);
    }
  });
}

browserTest("listing: the page works without scripts", {
  ...DESKTOP,
  javaScriptEnabled: false,
}, async (page) => {
  await open(page, "/");
  assertEquals(await names(page), [
    "broken/",
    "empty/",
    "many/",
    "pictures/",
    "sub/",
    "a.txt",
    "b <b>.txt",
    "README.md",
  ]);
  await page.getByRole("link", { name: "Modified" }).click();
  assertMatch(page.url(), /\?sort=modified&order=desc$/);
  assertEquals((await names(page)).at(-1), "a.txt");
  await page.getByRole("link", { name: "Show as grid" }).click();
  assertEquals(await page.locator(".grid > li").count(), 8);
  await open(page, "/");
  await page.getByRole("link", { name: "Preview a.txt" }).click();
  assertEquals(await page.locator("pre").innerText(), "text of a");
  await page.locator("a[rel=up]").click();
  await page.getByRole("searchbox").fill("report");
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL("**/?search=report");
  assertEquals(await names(page), ["sub/deep/report.txt"]);
  await page.getByRole("link", { name: "report.txt", exact: false }).first().click();
  assertEquals(await page.locator("body").innerText(), "deep");
});

browserTest(
  "listing: typing filters the entries and searches the subfolders",
  DESKTOP,
  async (page) => {
    await open(page, "/");
    await page.keyboard.press("/");
    await page.keyboard.type("b <B");
    assertEquals(await names(page), ["b <b>.txt"]);
    await page.getByRole("searchbox").fill("report");
    await page.locator("#below tbody tr").waitFor();
    assertEquals(await names(page), ["sub/deep/report.txt"]);
    await page.keyboard.press("Escape");
    assertEquals((await names(page)).length, 8);
  },
);

browserTest("listing: a search covers all pages of a large folder", DESKTOP, async (page) => {
  await open(page, "/many/");
  assertEquals(await page.locator("tbody tr").count(), 1000);
  await page.getByRole("link", { name: "Next →" }).click();
  await page.waitForURL("**/many/?page=2");
  assertEquals(await page.locator("tbody tr").count(), 500);
  await page.getByRole("searchbox").fill("file 77");
  await page.getByText("24 found").waitFor();
  assertEquals((await names(page)).length, 24);
});

browserTest("listing: keys move, open, preview and go up", DESKTOP, async (page) => {
  await open(page, "/");
  await page.keyboard.press("ArrowDown");
  assertEquals(await focused(page), "broken/");
  await page.keyboard.press("End");
  assertEquals(await focused(page), "README.md");
  await page.keyboard.press("Space");
  await page.locator("#pane .md h2").waitFor();
  assertEquals(await page.locator("#pane .md h2").innerText(), "Hello");
  await page.keyboard.press("ArrowUp");
  await page.locator("#pane pre").waitFor();
  assertEquals(await page.locator("#pane pre").innerText(), "text of b");
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  assertEquals(await page.locator("#pane").count(), 0);
  assertEquals(await focused(page), "b <b>.txt");
  await page.keyboard.press("Home");
  for (let count = 0; count < 4; count++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sub/");
  await page.keyboard.press("Backspace");
  await page.waitForURL(`${site().server.origin}/`);
});

browserTest(
  "listing: URLs in the preview of a search result are relative to its folder",
  DESKTOP,
  async (page) => {
    await open(page, "/?search=notes");
    await page.getByRole("link", { name: "Preview notes.md" }).click();
    const picture = page.locator("#pane img");
    await picture.waitFor();
    assertEquals(
      await picture.getAttribute("src"),
      `${site().server.origin}/sub/p.svg`,
    );
  },
);

browserTest(
  "listing: the grid loads pictures and previews them",
  PHONE,
  async (page) => {
    await open(page, "/pictures/?layout=grid");
    const widths = await page.evaluate(`Promise.all([...document.querySelectorAll(".grid img")]
    .map(async (image) => (await image.decode(), image.naturalWidth)))`);
    assertEquals(widths, [40, 40, 40]);
    await page.locator(".grid li").first().click();
    await page.locator("#pane .whole").waitFor();
    assertEquals(await page.locator("#pane h2 bdi").innerText(), "blue.svg");
    await page.getByRole("button", { name: "Close" }).click();
    assertEquals(await page.locator("#pane").count(), 0);
  },
);

browserTest("listing: the page's policy allows the preview of a PDF", DESKTOP, async (page) => {
  // A blocked PDF would not be requested, and the message in the console would fail this test.
  const isPdf = (url: string) => url.endsWith("/paper.pdf");
  const shown = page.waitForResponse((response) => isPdf(response.url()));
  await open(page, "/sub/?view=paper.pdf");
  const headers = (await shown).headers();
  assertEquals([(await shown).status(), headers["content-type"]], [200, "application/pdf"]);
  assertEquals(headers["x-frame-options"], undefined);
  assertEquals(page.frames().some((frame) => isPdf(frame.url())), true);
});

browserTest(
  "listing: an icon replaces a picture that can't be displayed",
  DESKTOP,
  async (page) => {
    await open(page, "/broken/?layout=grid");
    await page.locator(".grid svg.i-image").waitFor();
    assertEquals(await page.locator(".grid img").count(), 0);
  },
);

browserTest(
  "listing: scripts in a README do not run, and times are local",
  DESKTOP,
  async (page) => {
    await open(page, "/");
    assertEquals(await page.title(), "/");
    const time = await page.locator("tr", { hasText: "a.txt" }).locator("time").innerText();
    const align = "getComputedStyle(document.querySelector('.readme td + td')).textAlign";
    assertEquals(await page.evaluate(align), "right");
    assertMatch(time, /years ago\s*2020-01-01 \d\d:00/);
  },
);

browserTest("listing: a folder is downloaded as an archive", DESKTOP, async (page) => {
  await open(page, "/sub/");
  await page.getByLabel("Download this folder").click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "As a ZIP file" }).click();
  const download = await waiting;
  assertEquals(download.suggestedFilename(), "sub.zip");
  const path = await download.path();
  const bytes = Deno.readFileSync(path ?? "");
  assertEquals([...bytes.subarray(0, 4)], [0x50, 0x4b, 3, 4]);
});
