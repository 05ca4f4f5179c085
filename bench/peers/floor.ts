import type { Launch, Peer } from "./peer.ts";

const FOLDER = new URL("./", import.meta.url).pathname;

/**
 * The least that a server on this runtime can cost: `Deno.serve` with a constant body, and the fields that Plinth
 * gave for the same request, so that it has as many.
 */
export const floor: Peer = {
  name: "floor",
  title: "bare Deno.serve",
  lacks: {
    files: "has one constant body",
    "large body": "a constant body of 1 GiB would have to be in memory",
    "JSON listing": "has one constant body: nothing is listed",
    tls: "would wait for the client's delayed acknowledgement after each head",
    log: "has no log",
    start: "is no file server",
  },
  findVersion: () => Promise.resolve(Deno.version.deno),
  async command({ port, folder, settings, answer }: Launch) {
    const body = `${folder}/body`;
    await Deno.writeFile(body, answer?.body ?? new Uint8Array());
    const { status = 200, fields = {} } = answer ?? {};
    const plan = JSON.stringify({ port, workers: settings.workers, status, fields, body });
    const program = ["run", "--quiet", "--no-prompt", `--allow-net=127.0.0.1:${port}`];
    const readable = `--allow-read=${body},${FOLDER}floor_worker.ts`;
    return { args: [Deno.execPath(), ...program, readable, `${FOLDER}floor_server.ts`, plan] };
  },
};
