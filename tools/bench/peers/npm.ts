import { exists } from "../machine/files.ts";
import type { Launch, Need, Peer, PeerName } from "./peer.ts";

/** Directory where `tools/bench/setup` installs npm packages. */
const MODULES = new URL("../.peers/node_modules/", import.meta.url).pathname;

const ONE_PROCESS: Partial<Record<Need, string>> = {
  processors: "is one process with one thread for requests",
  http2: "has no HTTP/2 without TLS",
  tls: "is not set up for it here",
};

/** sirv-cli, which scans the directory only at start. */
export const sirv = npmPeer("sirv", "sirv-cli", "bin.js", {
  compression: "serves compressed files only, and compresses none",
  "JSON listing": "has no listings",
}, ({ root, port, settings }) => [
  ...[root, "--host", "127.0.0.1", "--port", `${port}`, "--etag"],
  ...(settings.log ? [] : ["--quiet"]),
]);

/** Vercel's serve. */
export const serve = npmPeer("serve", "serve", "build/main.js", {
  sidecars: "has no precompressed files",
}, ({ root, port, settings }) => [
  ...["--listen", `tcp://127.0.0.1:${port}`, "--no-clipboard", "--no-port-switching"],
  ...(settings.log ? [] : ["--no-request-logging"]),
  ...(settings.compress ? [] : ["--no-compression"]),
  root,
]);

/** http-server, with sidecars by `--brotli`. */
export const httpServer = npmPeer("http-server", "http-server", "bin/http-server", {
  compression: "serves compressed files only, and compresses none",
  "JSON listing": "lists as HTML only",
}, ({ root, port, settings }) => [
  ...[root, "-a", "127.0.0.1", "-p", `${port}`],
  ...(settings.log ? [] : ["--silent"]),
  ...(settings.sidecars ? ["--brotli"] : []),
]);

function npmPeer(
  name: PeerName,
  module: string,
  program: string,
  lacks: Partial<Record<Need, string>>,
  options: (launch: Launch) => readonly string[],
): Peer {
  return {
    name,
    title: module,
    lacks: { ...ONE_PROCESS, ...lacks },
    async findVersion() {
      const file = `${MODULES}${module}/package.json`;
      if (!await exists(file)) return undefined;
      return (JSON.parse(await Deno.readTextFile(file)) as { version: string }).version;
    },
    command: (launch) =>
      Promise.resolve({
        args: ["node", `${MODULES}${module}/${program}`, ...options(launch)],
        environment: { NODE_ENV: "production", NO_UPDATE_CHECK: "1" },
      }),
  };
}
