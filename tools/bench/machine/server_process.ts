import { killTree, type ProcessStat, readTree } from "./processes.ts";
import { kill, shellCommand } from "./shell.ts";

/** A running server. */
export interface ServerProcess {
  readonly pid: number;
  /** Path of its output file. */
  readonly log: string;
  /** Resolves when it exits. */
  readonly ended: Promise<Deno.CommandStatus>;
  /** Stops it and its descendants. It is safe to call twice. */
  stop(): Promise<void>;
}

/** What to start. */
export interface ServerCommand {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Time limit of a graceful stop, in milliseconds. */
const PATIENCE = 2000;

const servers = new Set<ServerProcess>();

/** Set at the end, when no more servers may start. */
let closed = false;

/**
 * Starts a server whose output, access log included, goes to a file.
 *
 * @param cpus Processors in taskset syntax; undefined means any.
 */
export function startServer(
  command: ServerCommand,
  log: string,
  cpus: string | undefined,
): ServerProcess {
  if (closed) throw new Error("the benchmark is ending");
  const pinned = cpus === undefined ? command.args : ["taskset", "-c", cpus, ...command.args];
  const child = shellCommand(
    [log, ...pinned],
    { stdout: "null", stderr: "null", env: { NO_COLOR: "1", ...command.environment } },
    // A new process group, since lighttpd signals its whole group when it stops.
    'log=$1; shift; exec setsid "$@" >"$log" 2>&1',
  ).spawn();
  const server: ServerProcess = {
    pid: child.pid,
    log,
    ended: child.status,
    stop: async () => {
      if (!servers.delete(server)) return void await child.status;
      await stop(child);
    },
  };
  servers.add(server);
  return server;
}

/** Stops all running servers. No server can be started afterwards. */
export async function stopServers(): Promise<void> {
  closed = true;
  await Promise.all([...servers].map((server) => server.stop()));
}

/** Sends SIGTERM to the first process, and kills the rest of the tree after the time limit. */
async function stop(child: Deno.ChildProcess): Promise<void> {
  const tree: ProcessStat[] = await readTree(child.pid);
  kill(child, "SIGTERM");
  const timer = setTimeout(() => kill(child, "SIGKILL"), PATIENCE);
  await child.status;
  clearTimeout(timer);
  await killTree(tree);
}
