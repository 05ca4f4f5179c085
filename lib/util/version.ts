import project from "../../deno.json" with { type: "json" };
import { buildCommit } from "./commit.ts";

/** The text of `--version`. The version has one source: `deno.json`. */
export function versionText(): string {
  const { deno, v8 } = Deno.version;
  return `plinth ${project.version} (commit ${
    buildCommit() ?? "unknown"
  }, deno ${deno}, v8 ${v8})\n`;
}

/** What is running, for the metrics. */
export function buildLabels(): Readonly<Record<string, string>> {
  const commit = buildCommit() ?? "unknown";
  return { version: project.version, commit, deno: Deno.version.deno, v8: Deno.version.v8 };
}
