import { fromFileUrl } from "@std/path/from-file-url";
import { Folder } from "./folder.ts";
import { exchange, type RawResponse, requestText } from "./raw.ts";

/** How long to wait for a process to say or do something, in milliseconds, before the test fails. */
const TIMEOUT = 20_000;
const POLL_INTERVAL = 5;

/** The top folder of the project. */
export const PROJECT = fromFileUrl(new URL("../../", import.meta.url)).replace(/\/$/, "");

/**
 * The folder of executables to test instead of the sources: `main`, and one for each `*_main.ts` of these tests.
 * `deno task test:binary` sets it.
 */
const EXECUTABLES = Deno.env.get("PLINTH_EXECUTABLES");

/** Whether executables are tested. */
export const IS_EXECUTABLE = EXECUTABLES !== undefined;

/**
 * What starts a program, without its arguments: the one place where tests know of it.
 *
 * @param main The main module, below the project.
 */
export function commandOf(main: string): readonly string[] {
  if (EXECUTABLES !== undefined) {
    return [`${EXECUTABLES}/${main.replace(/^.*\//, "").replace(/\.ts$/, "")}`];
  }
  const config = `--config=${PROJECT}/deno.json`;
  const options = ["--quiet", "--no-prompt", config, "-P=start"];
  return [Deno.execPath(), "run", ...options, `${PROJECT}/${main}`];
}

/** What starts Plinth, without its arguments. */
export const COMMAND = commandOf("main.ts");

/** How to start a process. */
export interface StartOptions {
  /** What to start; Plinth when left out. */
  readonly command?: readonly string[];
  /** Environment variables to add. */
  readonly env?: Readonly<Record<string, string>>;
  /** The current folder; one that is empty when left out. */
  readonly cwd?: string;
  /** Make it a process group of its own. */
  readonly detached?: boolean;
}

/**
 * A process whose output goes to files, so that nothing of it is pending between tests. It is ended when it
 * is disposed of.
 */
export class Process implements AsyncDisposable {
  readonly #output = new Folder();
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

  /** What it has written so far. */
  get stdout(): string {
    return this.#read("stdout");
  }

  get stderr(): string {
    return this.#read("stderr");
  }

  /** Waits until something is true of the process. @throws When it does not come true. */
  async until(what: string, condition: (process: this) => boolean): Promise<void> {
    const end = Date.now() + TIMEOUT;
    while (!condition(this)) {
      const ended = this.#status !== undefined && !condition(this);
      if (ended || Date.now() > end) throw new Error(`no ${what}; stderr: ${this.stderr}`);
      await delay(POLL_INTERVAL);
    }
  }

  /** Sends a signal to the process; to its whole group when it was started detached and `group` is set. */
  signal(signal: Deno.Signal, group = false): void {
    Deno.kill(group ? -this.pid : this.pid, signal);
  }

  /** Waits for the end: the exit status. @throws When it does not end. */
  async end(): Promise<number> {
    if (this.#status !== undefined) return this.#status.code;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#child.kill("SIGKILL");
    }, TIMEOUT);
    const { code } = await this.#ended;
    clearTimeout(timer);
    if (late) throw new Error(`the process did not end; stderr: ${this.stderr}`);
    return code;
  }

  /** Sends a signal and waits for the end: the exit status. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    if (this.#status === undefined) this.signal(signal);
    return await this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status === undefined) {
      try {
        this.signal("SIGKILL");
      } catch {
        // It has just ended by itself.
      }
      await this.#ended;
    }
    this.#output[Symbol.dispose]();
  }

  #read(name: string): string {
    try {
      return Deno.readTextFileSync(this.#output.at(name));
    } catch {
      // It is there as soon as the process is.
      return "";
    }
  }
}

/** Plinth, listening. */
export class Server extends Process {
  #port: number | undefined;

  /** Starts it and waits for its ready line. @param args Should name port 0. */
  static async start(args: readonly string[], options?: StartOptions): Promise<Server> {
    const server = new Server(args, options);
    try {
      await server.until("ready line", ({ stderr }) => /^Serving .*\n/m.test(stderr));
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

  /** One request over a connection of its own, its target exactly as given. */
  async request(
    target: string,
    fields: Readonly<Record<string, string>> = {},
    method = "GET",
  ): Promise<RawResponse> {
    return await exchange(this.port, requestText(method, target, fields), method);
  }
}

/** A server and the folder that it serves. */
export class Site implements AsyncDisposable {
  private constructor(readonly folder: Folder, readonly server: Server) {}

  /** Starts a server for a new folder. @param prepare Fills the folder before. */
  static async start(
    prepare: (folder: Folder) => void = () => {},
    args: readonly string[] = ["--workers=1", "--quiet"],
    options?: StartOptions,
  ): Promise<Site> {
    const folder = new Folder();
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

/** Makes something before the tests of a file, for all of them, and disposes of it after the last one. */
export function shared<T extends AsyncDisposable>(make: () => Promise<T>): () => T {
  let made: T | undefined;
  Deno.test.beforeAll(async () => {
    made = await make();
  });
  Deno.test.afterAll(async () => {
    await made?.[Symbol.asyncDispose]();
  });
  return () => {
    if (made === undefined) throw new Error("only tests may use it");
    return made;
  };
}

/** Runs Plinth until it ends by itself. */
export async function runToEnd(
  args: readonly string[],
  options?: StartOptions,
): Promise<{ status: number; stdout: string; stderr: string }> {
  await using process = new Process(args, options);
  const status = await process.end();
  return { status, stdout: process.stdout, stderr: process.stderr };
}

/** Waits. @param duration In milliseconds. */
export function delay(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

/**
 * This process's environment, without what Plinth or the runtime would obey; none for an executable, which has to
 * do without.
 */
function plainEnvironment(): Record<string, string> {
  if (EXECUTABLES !== undefined) return {};
  const { PORT: _port, DEBUG: _debug, DENO_SERVE_ADDRESS: _address, ...rest } = Deno.env.toObject();
  return rest;
}
