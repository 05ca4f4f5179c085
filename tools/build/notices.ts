import type { Package } from "./packages.ts";

/** Returns the licence texts that must be distributed with an executable. */
export function createNotices(own: string, deno: string, packages: readonly Package[]): string {
  const parts = [
    { title: "Plinth", texts: [own.trim()] },
    {
      title: `Deno ${deno} (MIT), with V8 (BSD-3-Clause) and what they contain`,
      texts: [`https://github.com/denoland/deno/blob/v${deno}/LICENSE.md`],
    },
    ...packages.map(({ id, license, notices }) => ({
      title: `${id} (${license})`,
      texts: notices.length > 0
        ? notices
        : [`The package does not include the licence text: ${license}.`],
    })),
  ];
  return parts.map(({ title, texts }) =>
    `${title}\n${"=".repeat(title.length)}\n\n${texts.join("\n\n")}\n`
  )
    .join("\n\n");
}
