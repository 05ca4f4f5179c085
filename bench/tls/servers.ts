import { START } from "../peers/plinth.ts";
import { createSelfSigned } from "../../lib/server/tls/self_signed.ts";
import { findPort } from "../machine/port.ts";
import { type ServerProcess, startServer } from "../machine/server_process.ts";
import { run } from "../machine/shell.ts";

/** A server that speaks HTTPS. */
export interface SecureServer {
  readonly name: "Plinth" | "Caddy";
  readonly port: number;
  readonly process: ServerProcess;
}

/** How often, and how long in milliseconds, a server is waited for. */
const TRIES = 200;
const PAUSE = 50;

/** Sizes of the files that are asked for, in KiB. */
export const SIZES = [1, 4, 16, 40, 100, 1024] as const;

/**
 * Makes a site and a certificate in a folder, and starts the servers for them: one worker, one processor.
 *
 * @throws When one of them does not answer.
 */
export async function startServers(folder: string): Promise<SecureServer[]> {
  const site = `${folder}/site`;
  Deno.mkdirSync(site);
  for (const size of SIZES) Deno.writeTextFileSync(`${site}/${size}`, "a".repeat(size * 1024));
  Deno.writeTextFileSync(`${site}/1g`, "");
  Deno.truncateSync(`${site}/1g`, 1024 ** 3);
  const { cert, key } = await createSelfSigned(["localhost", "127.0.0.1"]);
  Deno.writeTextFileSync(`${folder}/cert.pem`, cert);
  Deno.writeTextFileSync(`${folder}/key.pem`, key);
  const servers = [startPlinth(folder, findPort()), startCaddy(folder, findPort())];
  for (const server of servers) await waitFor(server);
  return servers;
}

function startPlinth(folder: string, port: number): SecureServer {
  const args = [
    ...START,
    ...[`${folder}/site`, `--port=${port}`, "--workers=1", "--quiet"],
    ...[`--tls-cert=${folder}/cert.pem`, `--tls-key=${folder}/key.pem`],
  ];
  return {
    name: "Plinth",
    port,
    process: startServer({ args }, `${folder}/plinth.log`, undefined),
  };
}

function startCaddy(folder: string, port: number): SecureServer {
  const file = `${folder}/Caddyfile`;
  Deno.writeTextFileSync(
    file,
    `{
  admin off
  auto_https off
  log {
    level ERROR
  }
}
https://127.0.0.1:${port} {
  bind 127.0.0.1
  tls ${folder}/cert.pem ${folder}/key.pem
  root * ${folder}/site
  file_server
}
`,
  );
  const args = ["caddy", "run", "--config", file, "--adapter", "caddyfile"];
  const environment = { HOME: folder, XDG_DATA_HOME: folder, GOMAXPROCS: "1" };
  const process = startServer({ args, environment }, `${folder}/caddy.log`, undefined);
  return { name: "Caddy", port, process };
}

async function waitFor({ name, port }: SecureServer): Promise<void> {
  const command = ["curl", "-sk", "--noproxy", "*", `https://127.0.0.1:${port}/1`];
  for (let count = 0; count < TRIES; count++) {
    const { stdout } = await run(command, { timeout: 5 });
    if (stdout === "a".repeat(1024)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw new Error(`${name} does not answer`);
}
