import { run } from "../machine/shell.ts";
import type { Results } from "../run/result.ts";
import { toMarkdown } from "./markdown.ts";
import { drawPlots } from "./plots.ts";

/**
 * Writes the results as JSON, Markdown and SVG, formatted with `deno fmt`.
 *
 * @returns Path of the Markdown file.
 */
export async function writeResults(results: Results, folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const plots = drawPlots(results);
  for (const [file, { svg }] of plots) await Deno.writeTextFile(`${folder}/${file}`, svg);
  const titles = new Map([...plots].map(([file, { title }]) => [file, title]));
  const json = `${folder}/results.json`;
  const markdown = `${folder}/results.md`;
  await Deno.writeTextFile(json, JSON.stringify(results, undefined, 2) + "\n");
  await Deno.writeTextFile(markdown, toMarkdown(results, titles));
  const files = [json, markdown, ...[...plots.keys()].map((file) => `${folder}/${file}`)];
  await run([Deno.execPath(), "fmt", "--quiet", ...files], { timeout: 30 });
  return markdown;
}
