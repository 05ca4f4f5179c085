import { parseHeaders } from "../../lib/rules/parse_headers.ts";
import { parseRedirects } from "../../lib/rules/parse_redirects.ts";
import type { SiteConfig } from "../../lib/config/config.ts";
import { type MemorySite, memorySite, type RequestFields, type Tree } from "./memory_site.ts";

/** Creates a site in memory with rules from the text of `_redirects` and `_headers`. */
export function ruledSite(
  files: { readonly redirects?: string; readonly headers?: string },
  tree: Tree,
  config: Partial<SiteConfig> = {},
): MemorySite {
  const redirects = parseRedirects(files.redirects ?? "").rules;
  const headerRules = parseHeaders(files.headers ?? "").rules;
  return memorySite(tree, { redirects, headerRules, ...config });
}

/** Returns the status, followed by the Location of a redirect or the content. */
export async function outcome(
  site: MemorySite,
  target: string,
  fields: RequestFields = {},
): Promise<string> {
  const response = await site.send(target, fields);
  const text = await response.text();
  return `${response.status} ${response.headers.get("location") ?? text}`;
}
