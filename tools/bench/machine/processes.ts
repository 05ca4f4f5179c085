import { runScript } from "./shell.ts";

/** A process as /proc/PID/stat shows it. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of the process and its exited children, in microseconds. */
  readonly cpu: number;
  /** Start time in ticks since boot. It distinguishes processes with the same PID. */
  readonly started: number;
}

/** Resident memory of a process tree, in bytes; pages that processes share count once for each. */
export interface TreeMemory {
  readonly resident: number;
  /** The sum of the peaks of all processes since their start or {@linkcode resetPeak}. */
  readonly peak: number;
}

/** A tick of /proc/PID/stat in microseconds: USER_HZ, 100 on Linux. */
const TICK = 10_000;

/**
 * Finds a process and its descendants.
 *
 * @returns Empty if it has exited.
 */
export async function readTree(root: number): Promise<ProcessStat[]> {
  const all = await readAll();
  const tree = all.filter(({ pid }) => pid === root);
  // The loop appends children to the list that it walks.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** User and system time that a process tree has used, in microseconds. */
export async function readCpu(root: number): Promise<number> {
  return (await readTree(root)).reduce((sum, { cpu }) => sum + cpu, 0);
}

/** Returns the memory of a process tree. */
export async function readMemory(root: number): Promise<TreeMemory> {
  const pids = (await readTree(root)).map(({ pid }) => `/proc/${pid}/status`);
  const { stdout } = await runScript('cat "$@" 2>/dev/null', pids);
  return { resident: sumKibibytes(stdout, "VmRSS"), peak: sumKibibytes(stdout, "VmHWM") };
}

/** Resets the peak memory of a process tree to the current value. */
export async function resetPeak(root: number): Promise<void> {
  const files = (await readTree(root)).map(({ pid }) => `/proc/${pid}/clear_refs`);
  await runScript('for file; do echo 5 >"$file"; done', files);
}

/** Kills processes by PID, unless the PID now belongs to another process. */
export async function killTree(tree: readonly ProcessStat[]): Promise<void> {
  const now = await readAll();
  const left = tree.filter(({ pid, started }) =>
    now.some((process) => process.pid === pid && process.started === started)
  );
  if (left.length === 0) return;
  await runScript('kill -KILL "$@" 2>/dev/null', left.map(({ pid }) => String(pid)));
}

async function readAll(): Promise<ProcessStat[]> {
  const { stdout } = await runScript("cat /proc/[0-9]*/stat 2>/dev/null");
  return stdout.split("\n").filter((line) => line.includes(")")).map(parseStat);
}

/** @see proc_pid_stat(5); the name in parentheses may itself hold spaces and parentheses. */
function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(line),
    parent: field(4),
    cpu: (field(14) + field(15) + field(16) + field(17)) * TICK,
    started: field(22),
  };
}

function sumKibibytes(text: string, name: string): number {
  const found = text.matchAll(new RegExp(`^${name}:\\s*(\\d+) kB$`, "gm"));
  return [...found].reduce((sum, [, count]) => sum + Number(count) * 1024, 0);
}
