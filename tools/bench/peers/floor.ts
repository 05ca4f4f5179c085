import type { Launch, Peer } from "./peer.ts";

const FOLDER = new URL("./", import.meta.url).pathname;

/** Where what writes to a connection is. */
const GATE = new URL("../../../lib/gate/", import.meta.url).pathname;

/**
 * The least that a server on this runtime can cost, in workers that may read no more than they need: `Deno.serve` with a
 * constant body, and the fields that Plinth gave for the same request, so that it has as many. Where the constant would
 * say nothing, it reads from the disk what it answers, each time, with the fewest calls; where there is HTTPS, Node's
 * TLS passes bytes on to it.
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
