/** The result of a program. */
export interface Ended {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  /** Time until SIGKILL, in seconds. */
  readonly timeout: number;
  /** Time until SIGINT, in seconds. wrk then reports its results. */
  readonly interruptAfter?: number;
}

/** Running programs, so that none outlives the benchmark. */
const running = new Set<Deno.ChildProcess>();

/**
 * Creates a command that runs a program through the shell. The permissions then only need to allow `sh`, while the
 * program may have any name or path.
 *
 * @param script The shell script; `"$@"` is the program and its arguments.
 */
export function shellCommand(
  args: readonly string[],
  options: Deno.CommandOptions = {},
  script = 'exec "$@"',
): Deno.Command {
  return new Deno.Command("sh", { stdin: "null", ...options, args: ["-c", script, "sh", ...args] });
}

/** Runs a program until it exits. It does not throw if the program fails or is missing. */
export async function run(args: readonly string[], options: RunOptions): Promise<Ended> {
  const child = shellCommand(args, { stdout: "piped", stderr: "piped" }).spawn();
  running.add(child);
  const timers = [setTimeout(() => kill(child, "SIGKILL"), options.timeout * 1000)];
  if (options.interruptAfter !== undefined) {
    timers.push(setTimeout(() => kill(child, "SIGINT"), options.interruptAfter * 1000));
  }
  try {
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } finally {
    timers.forEach(clearTimeout);
    running.delete(child);
  }
}

/** Runs a short shell script; `"$@"` stands for the arguments. */
export function runScript(script: string, args: readonly string[] = []): Promise<Ended> {
  return run(["sh", "-c", script, "sh", ...args], { timeout: 10 });
}

/** Kills all programs started by {@linkcode run}. */
export function endRunning(): void {
  for (const child of running) kill(child, "SIGKILL");
}

/** Sends a signal to a child, which may have exited. */
export function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
  }
}
