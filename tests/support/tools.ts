const DEADLINE = 20_000;

/** Whether a program is installed. */
export function hasTool(name: string): boolean {
  try {
    return new Deno.Command("sh", {
      args: ["-c", 'command -v "$1" >/dev/null', "sh", name],
      stdin: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

/** Returns the resident memory of a process, in bytes (Linux). */
export async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await runTool(["cat", `/proc/${pid}/status`]);
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(stdout)?.[1]) * 1024;
}

/** Registers a test that is ignored if a program is missing. Its name then lists the missing programs. */
export function testWith(tools: readonly string[], name: string, fn: () => Promise<void>): void {
  const missing = tools.filter((tool) => !hasTool(tool));
  const needs = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;
  Deno.test({ name: `${name}${needs}`, ignore: missing.length > 0, fn });
}

/** Runs a program until it exits. @param deadline Kills the program after this time, in milliseconds. */
export async function runTool(
  command: readonly string[],
  cwd?: string,
  deadline = DEADLINE,
): Promise<{ status: number; stdout: string; stderr: string; bytes: Uint8Array<ArrayBuffer> }> {
  const [name = "", ...args] = command;
  const child = new Deno.Command(name, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd !== undefined && { cwd }),
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), deadline);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  return {
    status: code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
    bytes: stdout,
  };
}
