import { run, runScript } from "./shell.ts";

/** The machine that was measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
  readonly system: string;
  readonly kernel: string;
  /** Load average over one minute before the run. Above 0.5 the machine was not idle. */
  readonly load: number;
}

/** Describes this machine. */
export async function describeMachine(): Promise<Machine> {
  const { stdout } = await runScript(`
    sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1
    sed -n 's/^MemTotal: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo
    (. /etc/os-release; echo "$PRETTY_NAME")
    uname -srm
    cut -d ' ' -f 1 /proc/loadavg`);
  const [processor = "", kibibytes = "0", system = "", kernel = "", load = "0"] = stdout.split(
    "\n",
  );
  return {
    processor: processor || "unknown",
    cores: navigator.hardwareConcurrency,
    memory: Number(kibibytes) * 1024,
    system,
    kernel,
    load: Number(load),
  };
}

/**
 * Finds the version of a program.
 *
 * @returns The first number with dots that it prints; undefined if it is not installed.
 */
export async function findVersion(args: readonly string[]): Promise<string | undefined> {
  const { success, stdout, stderr } = await run(args, { timeout: 10 });
  if (!success) return undefined;
  return /\d+(?:\.\d+)+(?:[-~]\w+)*/.exec(stdout + stderr)?.[0];
}
