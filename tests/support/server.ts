import { fromFileUrl } from "@std/path/from-file-url";
import { TemporaryFolder } from "./folder.ts";
import { exchange, type RawResponse, requestText } from "./raw.ts";

/** Time limit for output or the exit of a process, in milliseconds. */
const TIMEOUT = 20_000;
const POLL_INTERVAL = 5;

/** Root directory of the project. */
export const PROJECT = fromFileUrl(new URL("../../", import.meta.url)).replace(/\/$/, "");

/**
 * Directory of executables to test instead of the sources: `main`, and one for each `*_main.ts` in tests/support.
 * Set by `deno task test:binary`.
 */
const EXECUTABLES = Deno.env.get("PLINTH_EXECUTABLES");

/** Whether the tests run an executable. */
export const IS_EXECUTABLE = EXECUTABLES !== undefined;

/**
 * Returns the command that starts a program, without its arguments. Only this function knows how programs start.
 *
 * @param main The main module, relative to the project.
 */
export function commandOf(main: string): readonly string[] {
  if (EXECUTABLES !== undefined) {
    return [`${EXECUTABLES}/${main.replace(/^.*\//, "").replace(/\.ts$/, "")}`];
  }
  const config = `--config=${PROJECT}/deno.json`;
  const options = ["--quiet", "--no-prompt", config, "-P=start"];
  return [Deno.execPath(), "run", ...options, `${PROJECT}/${main}`];
}

/** The command that starts Plinth, without arguments. */
export const COMMAND = commandOf("main.ts");

/** How to start a process. */
export interface StartOptions {
  /** Command to run; Plinth if omitted. */
  readonly command?: readonly string[];
  /** Environment variables to add. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; an empty one if omitted. */
  readonly cwd?: string;
  /** Start a new process group. */
  readonly detached?: boolean;
}

/**
 * A process that writes its output to files, so that no read is pending between tests. Disposing kills it.
 */
export class Process implements AsyncDisposable {
  readonly #output = new TemporaryFolder();
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<Deno.CommandStatus>;
  #status: Deno.CommandStatus | undefined;

  constructor(args: readonly string[], options: StartOptions = {}) {
    const { command = COMMAND, env = {}, cwd, detached = false } = options;
    this.#output.makeFolder("cwd");
    this.#child = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        'out=$1 err=$2; shift 2; exec "$@" >"$out" 2>"$err"',
        "sh",
        this.#output.at("stdout"),
        this.#output.at("stderr"),
        ...command,
        ...args,
      ],
      cwd: cwd ?? this.#output.at("cwd"),
      clearEnv: true,
      env: { ...plainEnvironment(), ...env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached,
    }).spawn();
    this.#ended = this.#child.status.then((status) => this.#status = status);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The output so far. */
  get stdout(): string {
    return this.#read("stdout");
  }

  get stderr(): string {
    return this.#read("stderr");
  }

  /** Polls until `condition` holds. @throws If it does not hold within the time limit, or the process exits. */
  async waitFor(what: string, condition: (process: this) => boolean): Promise<void> {
    const end = Date.now() + TIMEOUT;
    while (!condition(this)) {
      const ended = this.#status !== undefined && !condition(this);
      if (ended || Date.now() > end) throw new Error(`no ${what}; stderr: ${this.stderr}`);
      await delay(POLL_INTERVAL);
    }
  }

  /** Sends a signal to the process, or to its process group if `group` is set (needs `detached`). */
  signal(signal: Deno.Signal, group = false): void {
    Deno.kill(group ? -this.pid : this.pid, signal);
  }

  /** Waits for the exit and returns the exit status. @throws If the process does not exit in time. */
  async end(): Promise<number> {
    if (this.#status !== undefined) return this.#status.code;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#child.kill("SIGKILL");
    }, TIMEOUT);
    const { code } = await this.#ended;
    clearTimeout(timer);
    if (late) throw new Error(`the process did not exit; stderr: ${this.stderr}`);
    return code;
  }

  /** Sends a signal, waits for the exit, and returns the exit status. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    if (this.#status === undefined) this.signal(signal);
    return await this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status === undefined) {
      try {
        this.signal("SIGKILL");
      } catch {
        // The process has already exited.
      }
      await this.#ended;
    }
    this.#output[Symbol.dispose]();
  }

  #read(name: string): string {
    try {
      return Deno.readTextFileSync(this.#output.at(name));
    } catch {
      // The shell creates the file when it starts.
      return "";
    }
  }
}

/** A Plinth process that listens. */
export class Server extends Process {
  #port: number | undefined;

  /** Starts Plinth and waits for its ready line. @param args Include `--port=0`. */
  static async start(args: readonly string[], options?: StartOptions): Promise<Server> {
    const server = new Server(args, options);
    try {
      await server.waitFor("ready line", ({ stderr }) => /^Serving .*\n/m.test(stderr));
      server.#port = Number(/^Serving .* at https?:\/\/\S*?:(\d+)\/.*$/m.exec(server.stderr)?.[1]);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get port(): number {
    if (this.#port === undefined) throw new Error("the server is not ready");
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sends one request over a new connection, with the target exactly as given. */
  async request(
    target: string,
    fields: Readonly<Record<string, string>> = {},
    method = "GET",
  ): Promise<RawResponse> {
    return await exchange(this.port, requestText(method, target, fields), method);
  }
}

/** A server and the directory that it serves. */
export class Site implements AsyncDisposable {
  private constructor(readonly folder: TemporaryFolder, readonly server: Server) {}

  /** Starts a server for a new directory. @param prepare Fills the directory before the start. */
  static async start(
    prepare: (folder: TemporaryFolder) => void = () => {},
    args: readonly string[] = ["--workers=1", "--quiet"],
    options?: StartOptions,
  ): Promise<Site> {
    const folder = new TemporaryFolder();
    try {
      prepare(folder);
      return new Site(folder, await Server.start([folder.path, "--port=0", ...args], options));
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

/** Creates a resource before the first test of a file and disposes it after the last one. */
export function shared<T extends AsyncDisposable>(make: () => Promise<T>): () => T {
  let made: T | undefined;
  Deno.test.beforeAll(async () => {
    made = await make();
  });
  Deno.test.afterAll(async () => {
    await made?.[Symbol.asyncDispose]();
  });
  return () => {
    if (made === undefined) throw new Error("used outside a test");
    return made;
  };
}

/** Runs Plinth until it exits. */
export async function runToEnd(
  args: readonly string[],
  options?: StartOptions,
): Promise<{ status: number; stdout: string; stderr: string }> {
  await using process = new Process(args, options);
  const status = await process.end();
  return { status, stdout: process.stdout, stderr: process.stderr };
}

/** Returns a promise that resolves after a delay. @param duration In milliseconds. */
export function delay(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

/**
 * Returns this process's environment without the variables that configure Plinth or the runtime. An executable gets an
 * empty environment, since it needs none.
 */
function plainEnvironment(): Record<string, string> {
  if (EXECUTABLES !== undefined) return {};
  const { PORT: _port, DEBUG: _debug, DENO_SERVE_ADDRESS: _address, ...rest } = Deno.env.toObject();
  return rest;
}
