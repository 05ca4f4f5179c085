import type { Launch, Peer } from "./peer.ts";

const FOLDER = new URL("./", import.meta.url).pathname;

/** Directory of the module that writes to connections. */
const GATE = new URL("../../../lib/gate/", import.meta.url).pathname;

/**
 * The minimum cost of a server on this runtime, with workers that may read only what they need: `Deno.serve` with a
 * constant body and the fields that Plinth sends for the same request. If a constant would be meaningless, it reads each
 * response from the disk with as few calls as possible. For HTTPS, Node's TLS forwards bytes to it.
 */
export const floor: Peer = {
  name: "floor",
  title: "bare Deno.serve",
  lacks: { log: "has no log" },
  findVersion: () => Promise.resolve(Deno.version.deno),
  async command({ port, root, folder, settings, certificate, answer }: Launch) {
    const body = `${folder}/body`;
    await Deno.writeFile(body, answer?.body ?? new Uint8Array());
    const { status = 200, fields = {} } = answer ?? {};
    const plan = JSON.stringify({
      port,
      workers: settings.workers,
      source: settings.fromDisk
        ? { kind: "disk", root }
        : { kind: "constant", body, status, fields },
      certificate,
    });
    const readable = [settings.fromDisk ? root : body, FOLDER];
    if (certificate !== undefined) readable.push(certificate.cert, certificate.key, GATE);
    return {
      args: [
        ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--unstable-worker-options"],
        ...["--allow-net=127.0.0.1", `--allow-read=${readable.join()}`],
        ...[`${FOLDER}floor_server.ts`, plan],
      ],
    };
  },
};
