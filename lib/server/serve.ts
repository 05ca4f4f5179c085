import { writeAllSync } from "../util/write_all.ts";
import type { Admin } from "../admin/admin.ts";
import type { ServerStatus } from "../admin/endpoints.ts";
import type { Config } from "../config/config.ts";
import { revokeNetworkInterfaces } from "../config/environment.ts";
import type { Loaded } from "../config/load.ts";
import { prepareListening } from "./listening.ts";
import { isServableName, nameRules } from "../files/servable.ts";
import type { Watcher } from "../live/watcher.ts";
import { LogFile, type LogSink, LogWriter, STDOUT } from "../log/log_writer.ts";
import { adminLine, readyText } from "./banner.ts";
import { describeIgnored, Reloader } from "./reload.ts";
import { keepInspectorClosed } from "../runtime/inspector.ts";
import { Supervisor } from "./supervisor.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { CertificateSource } from "../tls/certificate_source.ts";

/** Main module of the server workers. */
const WORKER_URL = new URL("./worker.ts", import.meta.url);

/** A second signal within this time, in milliseconds, is a duplicate: a terminal signals the whole process group. */
const REPEATED = 500;

const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

const RELOAD_SIGNAL: Deno.Signal | undefined = Deno.build.os === "windows" ? undefined : "SIGHUP";

/**
 * Serves until a signal stops it.
 *
 * @param load Loads the configuration again, for a reload.
 * @param workerUrl Main module of the workers; tests replace it with one that imports the usual one.
 * @returns The exit status.
 * @throws {StartError} If the server can't start.
 */
export async function serve(
  loaded: Loaded,
  load: () => Promise<Loaded>,
  workerUrl: URL = WORKER_URL,
): Promise<number> {
  keepInspectorClosed(report);
  const { config } = loaded;
  const listening = await prepareListening(config, report);
  const output = new LogWriter(openLog(config), report);
  const supervisor = new Supervisor(loaded, listening, workerUrl, {
    log: (lines) => output.write(lines),
    report,
  });
  const reloader = new Reloader(loaded, {
    load,
    apply: async (next) => {
      await supervisor.configure(next);
      // Changed rules and settings can change any page.
      supervisor.notifyChange({ at: Date.now(), styles: undefined });
    },
    report,
  });
  const admin = await createAdmin(config, statusOf(supervisor, listening.source));
  // Started before the workers, so that /readyz can report that they are not ready.
  const adminAddress = await admin?.start();
  await supervisor.start();
  const stopped = nextStop(config.isInteractive);
  if (RELOAD_SIGNAL !== undefined) Deno.addSignalListener(RELOAD_SIGNAL, () => reloader.reload());
  const watcher = await watch(config, supervisor);
  for (const line of describeIgnored(loaded)) report(line);
  const admins = adminAddress === undefined ? "" : adminLine(adminAddress);
  const drawCode = config.qr ? (await import("./qr_code.ts")).qrCode : undefined;
  write(admins + readyText(config, listening, drawCode));
  revokeNetworkInterfaces();
  supervisor.startOthers();
  renewCertificates(listening.source, supervisor);
  // Started late, because loading the runtime's timers takes time. Changes since the load are still detected.
  reloader.watch();
  await stopped;
  listening.source?.stop();
  exitOnNextSignal();
  reloader.stop();
  watcher?.stop();
  const grace = Promise.withResolvers<void>();
  const timer = setTimeout(grace.resolve, supervisor.config.gracePeriod * 1000);
  // The grace period also limits the wait for a slow log reader.
  const stopping = supervisor.stop().then(() => output.flush());
  await Promise.race([stopping, grace.promise]);
  clearTimeout(timer);
  admin?.stop();
  return 0;
}

/** Applies a new certificate when its files change, and on SIGHUP. */
function renewCertificates(source: CertificateSource | undefined, supervisor: Supervisor): void {
  if (source === undefined) return;
  const use = (certificate: Certificate) => supervisor.setCertificate(certificate);
  source.watch(use);
  if (RELOAD_SIGNAL !== undefined) Deno.addSignalListener(RELOAD_SIGNAL, () => source.reload(use));
}

// Modules of optional features are loaded on demand, which keeps the start fast.

async function createAdmin(config: Config, status: ServerStatus): Promise<Admin | undefined> {
  if (config.admin === undefined) return undefined;
  const { Admin } = await import("../admin/admin.ts");
  return new Admin(config.admin, config, status, report);
}

/** Returns the state of the server, which changes. */
function statusOf(supervisor: Supervisor, source: CertificateSource | undefined): ServerStatus {
  return {
    get isStopping() {
      return supervisor.isStopping;
    },
    get workers() {
      return supervisor.workers;
    },
    get certificate() {
      return source?.state;
    },
    counterMemories: supervisor.counterMemories,
  };
}

/** Watches the served files for live reload. */
async function watch({ site }: Config, supervisor: Supervisor): Promise<Watcher | undefined> {
  if (!site.live) return undefined;
  const { Watcher } = await import("../live/watcher.ts");
  const rules = nameRules(site);
  const watcher = new Watcher({
    root: site.root,
    isServed: (path) => isServableName(path.split("/"), rules),
    onChange: (change) => supervisor.notifyChange(change),
    report,
  });
  watcher.start();
  return watcher;
}

/** Opens the log file, which is reopened on SIGHUP; returns stdout if there is none. */
function openLog({ logFile, logFormat }: Config): LogSink {
  if (logFile === undefined || logFormat === undefined) return STDOUT;
  const file = new LogFile(logFile, report);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", () => file.reopen());
  return file;
}

/** Writes a message for the operator: one line, except for a stack trace. */
export function report(text: string): void {
  write(`plinth: ${text}\n`);
}

/** Writes to stderr synchronously. A closed stderr must not stop the server. */
function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    writeAllSync(Deno.stderr, bytes);
  } catch {
    // No reader is left.
  }
}

/**
 * Waits for a stop signal, or for the terminal to close: SIGHUP then means "stop", not "reload".
 *
 * @param isInteractive Whether stderr was a terminal at start.
 */
function nextStop(isInteractive: boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, () => resolve());
    if (!isInteractive || RELOAD_SIGNAL === undefined) return;
    Deno.addSignalListener(RELOAD_SIGNAL, () => {
      if (!Deno.stderr.isTerminal()) resolve();
    });
  });
}

/** A second stop signal ends the process without waiting. */
function exitOnNextSignal(): void {
  const first = Date.now();
  for (const signal of STOP_SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (Date.now() - first > REPEATED) Deno.exit(1);
    });
  }
}
