import { createCertificate } from "../fixtures/certificate.ts";
import { check, prepareFields } from "../check/check.ts";
import { send, type Where } from "../check/client.ts";
import type { Load } from "../load/load.ts";
import { readMemory } from "../machine/processes.ts";
import { findPort } from "../machine/port.ts";
import { type ServerProcess, startServer } from "../machine/server_process.ts";
import type { ConstantAnswer, Peer, Settings } from "../peers/peer.ts";

/** A server in a scenario. */
export interface Entrant {
  readonly peer: Peer;
  readonly title: string;
  /** Whether this is the second Plinth. */
  readonly isBaseline: boolean;
  readonly settings: Settings;
  readonly load: Load;
}

/** A server that is ready. */
export interface Started {
  readonly server: ServerProcess;
  readonly port: number;
  readonly folder: string;
  /** Time from start to ready, in microseconds. */
  readonly ready: number;
  /** Memory before the first request in bytes, if measured. */
  readonly idleMemory: number | undefined;
}

/** An entrant that is ready and passed the check. */
export interface Contestant extends Started {
  readonly entrant: Entrant;
  /** Request fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** Its response, if it is constant. */
  readonly answer: ConstantAnswer | undefined;
}

/** Options of starting a server. */
export interface StartOptions {
  readonly root: string;
  /** Creates an empty directory. */
  readonly makeFolder: () => string;
  readonly cpus: string | undefined;
  /** Of many files, only every `step`th is checked. */
  readonly step: number;
  /** The response of the floor. */
  readonly answer: ConstantAnswer | undefined;
  /** Whether to read the memory before the first request, which takes a second. */
  readonly readsIdleMemory: boolean;
}

/** Time limit of a start, in milliseconds. */
const TIMEOUT = 20_000;

/** Idle time before the idle memory is read, in milliseconds. */
const REST = 1000;

/**
 * Starts a server and checks its response.
 *
 * @throws If it does not start, or its response is wrong.
 */
export async function enter(entrant: Entrant, options: StartOptions): Promise<Contestant> {
  const started = await start(entrant, options);
  const { request } = entrant.load;
  try {
    const { port } = started;
    const { tls } = entrant.settings;
    const fields = await prepareFields({ port, tls }, request);
    const { root, step } = options;
    const answer = await check(request, fields, { port, tls, root, step });
    return { entrant, fields, answer, ...started };
  } catch (error) {
    await started.server.stop();
    throw error;
  }
}

/**
 * Starts a server and waits until it is ready.
 *
 * @throws If it exits, or is not ready in time.
 */
export async function start(
  { peer, settings }: Entrant,
  { root, makeFolder, cpus, answer, readsIdleMemory }: StartOptions,
): Promise<Started> {
  const folder = makeFolder();
  const port = findPort();
  const certificate = settings.tls ? await createCertificate(folder) : undefined;
  const command = await peer.command({ port, root, folder, settings, certificate, answer });
  const log = `${folder}/output`;
  const begun = performance.now();
  const server = startServer(command, log, cpus);
  await waitUntilReady(server, peer.readyLine, { port, tls: settings.tls });
  const ready = (performance.now() - begun) * 1000;
  const idleMemory = readsIdleMemory ? await readIdleMemory(server.pid) : undefined;
  return { server, port, folder, ready, idleMemory };
}

async function waitUntilReady(
  server: ServerProcess,
  line: string | undefined,
  where: Where,
): Promise<void> {
  const end = performance.now() + TIMEOUT;
  let ended = false;
  void server.ended.then(() => ended = true);
  const isReady = line === undefined ? () => answers(where) : () => hasLine(server.log, line);
  while (!await isReady()) {
    if (ended || performance.now() > end) {
      await server.stop();
      throw new Error(
        `${ended ? "ended at its start" : "not ready in time"}: ${readBeginning(server.log)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function readIdleMemory(pid: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, REST));
  return (await readMemory(pid)).resident;
}

async function answers(where: Where): Promise<boolean> {
  try {
    const { body } = await send(where, { method: "HEAD", path: "/" });
    for await (const _ of body);
    return true;
  } catch {
    return false;
  }
}

function hasLine(log: string, beginning: string): boolean {
  try {
    return `\n${Deno.readTextFileSync(log)}`.includes(`\n${beginning}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function readBeginning(log: string): string {
  return Deno.readTextFileSync(log).trim().replaceAll(/\s+/g, " ").slice(0, 300);
}
