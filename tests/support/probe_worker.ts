// The real server worker, which also attempts every operation that its sandbox must deny, and reports the outcomes
// on stderr: `probe {"name":"outcome",...}`. Operations that the runtime never denies are left out: reading the
// current directory and the executable's path, and signalling the own process.

import "../../lib/server/worker.ts";
import * as childProcess from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import process from "node:process";
import type { ToWorker } from "../../lib/server/messages.ts";

/** Paths and ports prepared by the test. */
export interface ProbePlan {
  /** A file outside the root. */
  readonly secret: string;
  /** A module outside the root. */
  readonly module: string;
  /** A port on which another program listens. */
  readonly foreignPort: number;
}

type Probes = Readonly<Record<string, () => unknown>>;

addEventListener("message", (event) => {
  const message = (event as MessageEvent<ToWorker>).data;
  if (message.kind === "start") probe(message.config.site.root, message.address.port);
});

async function probe(root: string, port: number): Promise<void> {
  const plan: ProbePlan = JSON.parse(Deno.readTextFileSync(`${root}/plan.json`));
  const probes = {
    ...allowedProbes(root, port),
    ...readProbes(root, plan),
    ...writeProbes(root),
    ...systemProbes(),
    ...netProbes(plan),
    ...codeProbes(plan),
  };
  const outcomes: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(probes)) outcomes[name] = await outcomeOf(attempt);
  console.error(`probe ${JSON.stringify(outcomes)}`);
}

/** Returns "refused" if the sandbox denied the operation. */
async function outcomeOf(attempt: () => unknown): Promise<string> {
  try {
    const result = await attempt();
    return `succeeded: ${String(result).slice(0, 40)}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "refused";
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    // An executable contains only its own modules.
    const isRefusal =
      /NotCapable|Requires \w+ access|Can't escalate parent thread permissions|Module not found: http/
        .test(text);
    return isRefusal ? "refused" : text.split("\n", 1)[0] ?? text;
  }
}

function allowedProbes(root: string, port: number): Probes {
  return {
    "allowed: read in the root": () => Deno.readTextFileSync(`${root}/a.txt`),
    "allowed: list the root": () => [...Deno.readDirSync(root)].length > 0,
    "allowed: connect to itself": async () =>
      (await Deno.connect({ hostname: "127.0.0.1", port })).close(),
  };
}

function readProbes(root: string, { secret }: ProbePlan): Probes {
  return {
    "read a file": () => Deno.readTextFileSync(secret),
    "read a file asynchronously": () => Deno.readTextFile(secret),
    "read through dots": () =>
      Deno.readTextFileSync(`${root}/..${secret.slice(secret.lastIndexOf("/"))}`),
    "read through many dots": () => Deno.readTextFileSync(`${root}${"/..".repeat(20)}${secret}`),
    "read beside the root": () => Deno.readTextFileSync(`${root}.txt`),
    "read with node": () => fs.readFileSync(secret, "utf8"),
    "open with node": () => fs.openSync(secret, "r"),
    "look at a file": () => Deno.statSync(secret).size,
    "look at a link": () => Deno.lstatSync(secret).size,
    "resolve a path": () => Deno.realPathSync(secret),
    "list the top": () => [...Deno.readDirSync("/")].length,
    "list above": () => [...Deno.readDirSync(`${root}/..`)].length,
    "read the environment's file": () => Deno.readTextFileSync("/proc/self/environ"),
    "read an open file": () => Deno.readTextFileSync("/dev/fd/0"),
  };
}

function writeProbes(root: string): Probes {
  const file = `${root}/written.txt`;
  return {
    "write a file": () => Deno.writeTextFileSync(file, "x"),
    "write a file with node": () => fs.writeFileSync(file, "x"),
    "open for writing": () => Deno.openSync(`${root}/a.txt`, { read: true, write: true }).close(),
    "append with node": () => fs.openSync(`${root}/a.txt`, "a"),
    "make a folder": () => Deno.mkdirSync(`${root}/made`),
    "make a temporary file": () => Deno.makeTempFileSync({ dir: root }),
    "make a temporary file elsewhere": () => Deno.makeTempFileSync(),
    "make a link": () => Deno.symlinkSync("/", `${root}/link`),
    "rename": () => Deno.renameSync(`${root}/a.txt`, `${root}/b.txt`),
    "remove": () => Deno.removeSync(`${root}/a.txt`),
    "truncate": () => Deno.truncateSync(`${root}/a.txt`),
    "change permissions": () => Deno.chmodSync(`${root}/a.txt`, 0o777),
    "change times": () => Deno.utimeSync(`${root}/a.txt`, 0, 0),
  };
}

function systemProbes(): Probes {
  return {
    "read a variable": () => Deno.env.get("HOME"),
    "read all variables": () => JSON.stringify(Deno.env.toObject()),
    "set a variable": () => Deno.env.set("PLINTH_PROBE", "1"),
    "read a variable with node": () => process.env["HOME"],
    "run a program": () => new Deno.Command("/bin/true").outputSync().code,
    "run a program with node": () => childProcess.execFileSync("/bin/true"),
    "send a signal": () => Deno.kill(Deno.ppid, "SIGCONT"),
    "load a library": () => Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } }),
    "know the host": () => Deno.hostname(),
    "know the host with node": () => os.hostname(),
    "know the networks": () => Deno.networkInterfaces().length,
    "know the user": () => Deno.uid(),
    "know the load": () => Deno.loadavg(),
  };
}

function netProbes({ foreignPort }: ProbePlan): Probes {
  const foreign = { hostname: "127.0.0.1", port: foreignPort };
  return {
    "connect elsewhere": async () => (await Deno.connect(foreign)).close(),
    "connect by another name": async () =>
      (await Deno.connect({ ...foreign, hostname: "localhost" })).close(),
    "connect with node": () =>
      new Promise((resolve, reject) => {
        net.connect(foreignPort, "127.0.0.1").once("connect", resolve).once("error", reject);
      }),
    "connect to a socket file": async () =>
      (await Deno.connect({ transport: "unix", path: "/run/x" })).close(),
    "fetch": async () => (await fetch(`http://127.0.0.1:${foreignPort}/`)).status,
    "open a WebSocket": () => new WebSocket(`ws://127.0.0.1:${foreignPort}/`).close(),
    "listen elsewhere": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
    "listen for datagrams": () =>
      Deno.listenDatagram({ hostname: "127.0.0.1", port: 0, transport: "udp" }).close(),
    "resolve a name": () => Deno.resolveDns("example.org", "A"),
  };
}

function codeProbes({ module, foreignPort }: ProbePlan): Probes {
  return {
    "import a local module": async () => (await import(`file://${module}`)).default,
    "import a remote module": () => import(`http://127.0.0.1:${foreignPort}/module.ts`),
    "fetch a file": async () => (await fetch(`file://${module}`)).text(),
    "start a worker that may more": () => startWorker({ read: true }),
    "start a worker that may all": () =>
      startWorker({ read: true, net: true, run: true, env: true }),
    "ask for more": async () => {
      const { state } = await Deno.permissions.request({ name: "read", path: "/" });
      if (state !== "granted") throw new Deno.errors.NotCapable(state);
    },
  };
}

function startWorker(permissions: Record<string, boolean>): void {
  const options = { type: "module", deno: { permissions } } as WorkerOptions;
  new Worker("data:text/javascript,self.close()", options).terminate();
}
