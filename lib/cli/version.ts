import project from "../../deno.json" with { type: "json" };

/** The text of `--version`. The version has one source: `deno.json`. */
export function versionText(): string {
  return `plinth ${project.version} (deno ${Deno.version.deno}, v8 ${Deno.version.v8})\n`;
}

/** What is running, for the metrics. */
export function buildLabels(): Readonly<Record<string, string>> {
  return { version: project.version, deno: Deno.version.deno, v8: Deno.version.v8 };
}
