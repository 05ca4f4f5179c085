import { findVersion } from "../machine/describe.ts";
import type { Launch, Peer } from "./peer.ts";

/** `python3 -m http.server`, as people start it: HTTP/1.0, so each request has its own connection. */
export const python: Peer = {
  name: "python",
  title: "python3 -m http.server",
  lacks: {
    processors: "runs Python in one thread at a time",
    http2: "has no HTTP/2",
    tls: "has no HTTPS from its command line",
    ranges: "has no ranges",
    sidecars: "has no precompressed files",
    compression: "compresses nothing",
    "JSON listing": "lists as HTML only",
  },
  findVersion: () => findVersion(["python3", "--version"]),
  command({ port, root, settings }: Launch) {
    const server = ["python3", "-m", "http.server", `${port}`];
    const options = ["--bind", "127.0.0.1", "--directory", root];
    // It cannot disable its log, so discard it.
    const script = `exec "$@" ${settings.log ? "" : ">/dev/null 2>&1"}`;
    return Promise.resolve({ args: ["sh", "-c", script, "sh", ...server, ...options] });
  },
};
