import { findVersion } from "../machine/describe.ts";
import type { Launch, Peer } from "./peer.ts";

/** lighttpd from Debian. */
export const lighttpd: Peer = {
  name: "lighttpd",
  title: "lighttpd",
  lacks: {
    sidecars: "has no precompressed files without a custom script",
    tls: "is not configured for it here",
    "JSON listing": "lists as HTML only",
  },
  findVersion: () => findVersion(["lighttpd", "-v"]),
  async command(launch: Launch) {
    const file = `${launch.folder}/lighttpd.conf`;
    await Deno.writeTextFile(file, configuration(launch));
    return { args: ["lighttpd", "-D", "-f", file] };
  },
};

function configuration({ port, root, folder, settings }: Launch): string {
  const modules = ["mod_dirlisting"];
  if (settings.log) modules.push("mod_accesslog");
  if (settings.compress) modules.push("mod_deflate");
  const lines = [
    `server.modules = (${modules.map((name) => `"${name}"`).join(", ")})`,
    `server.bind = "127.0.0.1"`,
    `server.port = ${port}`,
    `server.document-root = "${root}"`,
    `server.errorlog = "${folder}/error.log"`,
    `server.max-fds = 20000`,
    `server.max-connections = 10000`,
    `server.max-keep-alive-requests = 1000000000`,
    `server.max-keep-alive-idle = 120`,
    `dir-listing.activate = "enable"`,
    `mimetype.assign = (".txt" => "text/plain; charset=utf-8")`,
  ];
  // With one worker, lighttpd is a single process.
  if (settings.workers > 1) lines.push(`server.max-worker = ${settings.workers}`);
  if (settings.log) lines.push(`accesslog.filename = "${folder}/access.log"`);
  if (settings.compress) {
    lines.push(
      `deflate.mimetypes = ("text/plain")`,
      `deflate.allowed-encodings = ("br", "gzip")`,
      `deflate.cache-dir = "${folder}"`,
    );
  }
  return lines.join("\n") + "\n";
}
