import project from "../../../deno.json" with { type: "json" };
import { runScript } from "../machine/shell.ts";
import { findVersion } from "../machine/describe.ts";
import type { Launch, Peer } from "./peer.ts";

/** Root directory of the project. */
const PROJECT = new URL("../../../", import.meta.url).pathname;

/** The command of `deno task start`, without the task process. */
const START = project.tasks.start.command.split(" ").map((part) => {
  if (part === "deno") return Deno.execPath();
  return part === "main.ts" ? `${PROJECT}main.ts` : part;
});

/** Plinth from source. */
export const plinth: Peer = {
  name: "plinth",
  title: "Plinth",
  lacks: {},
  readyLine: "Serving ",
  async findVersion() {
    const commit = await runScript('git -C "$1" rev-parse --short HEAD', [PROJECT]);
    const version = await findVersion([...START, "--version"]);
    return version === undefined ? undefined : `${version} ${commit.stdout.trim()}`.trim();
  },
  command({ port, root, settings, certificate }: Launch) {
    const args = [...START, root, "--port", `${port}`, "--workers", `${settings.workers}`];
    if (!settings.log) args.push("--quiet");
    else args.push("--log-format", "combined");
    if (settings.gate) args.push("--max-connections=4096");
    if (certificate !== undefined) {
      args.push("--tls-cert", certificate.cert, "--tls-key", certificate.key);
    }
    return Promise.resolve({ args });
  },
};
