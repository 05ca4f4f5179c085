import { findVersion } from "../machine/describe.ts";
import type { Launch, Peer } from "./peer.ts";

/** Caddy from Debian. */
export const caddy: Peer = {
  name: "caddy",
  title: "Caddy",
  lacks: {},
  findVersion: () => findVersion(["caddy", "version"]),
  async command(launch: Launch) {
    const { folder, settings } = launch;
    const file = `${folder}/Caddyfile`;
    await Deno.writeTextFile(file, configuration(launch));
    return {
      args: ["caddy", "run", "--config", file, "--adapter", "caddyfile"],
      environment: {
        HOME: folder,
        XDG_CONFIG_HOME: folder,
        XDG_DATA_HOME: folder,
        // Caddy has no workers; this limits the processors that its threads use.
        GOMAXPROCS: `${settings.workers}`,
      },
    };
  },
};

function configuration({ port, root, folder, settings, certificate }: Launch): string {
  return `{
  admin off
  auto_https off
  log {
    level ERROR
    ${settings.log ? "exclude http.log.access" : ""}
  }
  servers {
    protocols h1 h2 h2c
  }
}
${certificate === undefined ? "http" : "https"}://127.0.0.1:${port} {
  bind 127.0.0.1
  ${certificate === undefined ? "" : `tls ${certificate.cert} ${certificate.key}`}
  root * ${root}
  ${settings.compress ? "encode zstd gzip" : ""}
  ${
    settings.log
      ? `log {
    level INFO
    output file ${folder}/access.log {
      roll_disabled
    }
  }`
      : ""
  }
  file_server {
    browse
    ${settings.sidecars ? "precompressed br" : ""}
  }
}
`;
}
