import type { Package } from "./packages.ts";

/** The licences of what an executable contains, which have to go with it. */
export function createNotices(own: string, deno: string, packages: readonly Package[]): string {
  const parts = [
    { title: "Plinth", texts: [own.trim()] },
    {
      title: `Deno ${deno} (MIT), with V8 (BSD-3-Clause) and what they contain`,
      texts: [`https://github.com/denoland/deno/blob/v${deno}/LICENSE.md`],
    },
    ...packages.map(({ id, license, notices }) => ({
      title: `${id} (${license})`,
      texts: notices.length > 0 ? notices : [`Its package has no text of the licence: ${license}.`],
    })),
  ];
  return parts.map(({ title, texts }) =>
    `${title}\n${"=".repeat(title.length)}\n\n${texts.join("\n\n")}\n`
  )
    .join("\n\n");
}
