import { assertEquals } from "@std/assert";
import type { SiteConfig } from "../../lib/config/config.ts";
import type { MemoryFileSystem } from "./memory_file_system.ts";
import { assertAllClosed, type MemorySite, memorySite, type Tree } from "./memory_site.ts";

/** A site without listings, so that only files are replied with 200. */
export function fileSite(
  tree: Tree | MemoryFileSystem,
  config: Partial<SiteConfig> = {},
): MemorySite {
  return memorySite(tree, { listing: false, ...config });
}

/**
 * Sends a GET request through the request handler.
 *
 * @param path Relative to the root.
 * @returns The content of the file served at `path`; undefined if the reply is not 200. Every file is closed by then.
 */
export async function servedContent(site: MemorySite, path: string): Promise<string | undefined> {
  const response = await site.send(`/${path.split("/").map(encodeURIComponent).join("/")}`);
  const text = await response.text();
  await assertAllClosed(site.files);
  assertEquals(site.reports, []);
  return response.status === 200 ? text : undefined;
}
