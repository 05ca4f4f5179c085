import { findVersion } from "../machine/describe.ts";
import { runScript } from "../machine/shell.ts";
import type { Launch, Peer } from "./peer.ts";

/** nginx from Debian, with sendfile. `.br` files need the module brotli_static. */
export const nginx: Peer = {
  name: "nginx",
  title: "nginx",
  lacks: {},
  findVersion: () => findVersion(["nginx", "-v"]),
  async command(launch: Launch) {
    // As root, nginx would run its workers as a user that may not read the temporary directory.
    const user = (await runScript('echo "$(id -un) $(id -gn)"')).stdout.trim();
    const file = `${launch.folder}/nginx.conf`;
    await Deno.writeTextFile(file, configuration(launch, user));
    return {
      args: ["nginx", "-p", launch.folder, "-e", `${launch.folder}/error.log`, "-c", file],
    };
  },
};

function configuration(launch: Launch, user: string): string {
  const { port, root, folder, settings, certificate } = launch;
  // Without TLS, `http2` means HTTP/2 only.
  const protocols = certificate !== undefined ? " ssl http2" : settings.http2 ? " http2" : "";
  const module = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${folder}/${name};`);
  return `daemon off;
user ${user};
pid ${folder}/pid;
worker_processes ${settings.workers};
worker_rlimit_nofile 20000;
${settings.sidecars ? `load_module ${module};` : ""}
events { worker_connections 10000; }
http {
${temporary.join("\n")}
  include /etc/nginx/mime.types;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  access_log ${settings.log ? `${folder}/access.log combined` : "off"};
  gzip ${settings.compress ? "on" : "off"};
  gzip_types text/plain;
  ${settings.sidecars ? "brotli_static on;" : ""}
  server {
    listen 127.0.0.1:${port}${protocols};
    ${
    certificate &&
      `ssl_certificate ${certificate.cert}; ssl_certificate_key ${certificate.key};` || ""
  }
    root ${root};
    autoindex on;
    autoindex_format json;
  }
}
`;
}
