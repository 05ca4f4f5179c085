import { killTree, type ProcessStat, readTree } from "./processes.ts";
import { kill, shellCommand } from "./shell.ts";

/** A server under way. */
export interface ServerProcess {
  readonly pid: number;
  /** Where its output goes. */
  readonly log: string;
  /** Resolves when it ends, by itself or stopped. */
  readonly ended: Promise<Deno.CommandStatus>;
  /** Ends it and all that it started; safe to call twice. */
  stop(): Promise<void>;
}

/** What to start. */
export interface ServerCommand {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** How long a server may take to end when asked to, in milliseconds. */
const PATIENCE = 2000;

const servers = new Set<ServerProcess>();

/** Set at the end, when no more may start. */
let closed = false;

/**
 * Starts a server whose output, access log included, goes to a file.
 *
 * @param cpus The processors it may use, as taskset takes them; any when undefined.
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
    // In a process group of its own: lighttpd ends all of its group when it is asked to end.
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

/** Ends every server under way; no other one can be started after that. */
export async function stopServers(): Promise<void> {
  closed = true;
  await Promise.all([...servers].map((server) => server.stop()));
}

/** Asks the first process to end and, when time is up, ends what is left of the tree. */
async function stop(child: Deno.ChildProcess): Promise<void> {
  const tree: ProcessStat[] = await readTree(child.pid);
  kill(child, "SIGTERM");
  const timer = setTimeout(() => kill(child, "SIGKILL"), PATIENCE);
  await child.status;
  clearTimeout(timer);
  await killTree(tree);
}
