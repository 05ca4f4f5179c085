import { writeAllSync } from "../util/write_all.ts";
import type { Admin } from "../admin/admin.ts";
import type { Config } from "../config/config.ts";
import type { Loaded } from "../config/load.ts";
import { prepareListening } from "./listening.ts";
import { isServableName, nameRules } from "../files/servable.ts";
import type { Watcher } from "../live/watcher.ts";
import { LogFile } from "../log/log_file.ts";
import { type LogSink, LogWriter, STDOUT } from "../log/log_writer.ts";
import { adminLine, readyText } from "./banner.ts";
import { describeLeftOut, Reloader } from "./reload.ts";
import { Supervisor } from "./supervisor.ts";
import type { Certificate } from "../tls/certificate.ts";
import type { CertificateSource } from "../tls/certificate_source.ts";

/** The module that each server worker runs. */
const WORKER_URL = new URL("./worker.ts", import.meta.url);

/** A second signal sooner than this, in milliseconds, is the first one again, sent to the process group. */
const REPEATED = 500;

const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

const RELOAD_SIGNAL: Deno.Signal | undefined = Deno.build.os === "windows" ? undefined : "SIGHUP";

/**
 * Serves until a signal stops it.
 *
 * @param load Makes the configuration anew, to be taken up while it serves.
 * @param workerUrl Another module for the workers, which imports the usual one: tests watch it from inside.
 * @returns The exit status.
 * @throws {StartError} When it can't run.
 */
export async function serve(
  loaded: Loaded,
  load: () => Promise<Loaded>,
  workerUrl: URL = WORKER_URL,
): Promise<number> {
  const { config } = loaded;
  const listening = await prepareListening(config, report);
  const output = new LogWriter(openLog(config), report);
  const supervisor = new Supervisor(config, listening, workerUrl, {
    log: (lines) => output.write(lines),
    report,
  });
  const reloader = new Reloader(loaded, {
    load,
    apply: async (next) => {
      await supervisor.configure(next.config);
      // Rules and settings change pages too.
      supervisor.tellChange({ at: Date.now(), styles: undefined });
    },
    report,
  });
  const admin = await createAdmin(config, supervisor);
  // First, so that it can tell that the workers are not ready yet.
  const adminAddress = await admin?.start();
  await supervisor.start();
  const stopped = nextStop(config.isInteractive);
  if (RELOAD_SIGNAL !== undefined) Deno.addSignalListener(RELOAD_SIGNAL, () => reloader.reload());
  const watcher = await watch(config, supervisor);
  for (const line of describeLeftOut(loaded)) report(line);
  const admins = adminAddress === undefined ? "" : adminLine(adminAddress);
  const drawCode = config.qr ? (await import("./qr_code.ts")).qrCode : undefined;
  write(admins + readyText(config, listening, drawCode));
  supervisor.startOthers();
  renewCertificates(listening.source, supervisor);
  // The runtime's timers take a while to load; what changes until then is seen as well.
  reloader.watch();
  await stopped;
  listening.source?.stop();
  exitOnNextSignal();
  reloader.stop();
  watcher?.stop();
  const grace = Promise.withResolvers<void>();
  const timer = setTimeout(grace.resolve, supervisor.config.gracePeriod * 1000);
  // Whoever does not read the log doesn't hold it up for longer either.
  const stopping = supervisor.stop().then(() => output.flush());
  await Promise.race([stopping, grace.promise]);
  clearTimeout(timer);
  admin?.stop();
  return 0;
}

/** Takes up a new certificate when its files change, and on SIGHUP. */
function renewCertificates(source: CertificateSource | undefined, supervisor: Supervisor): void {
  if (source === undefined) return;
  const use = (certificate: Certificate) => supervisor.setCertificate(certificate);
  source.watch(use);
  if (RELOAD_SIGNAL !== undefined) Deno.addSignalListener(RELOAD_SIGNAL, () => source.reload(use));
}

// What a start without them does not need is loaded when an option asks for it.

async function createAdmin(config: Config, supervisor: Supervisor): Promise<Admin | undefined> {
  if (config.admin === undefined) return undefined;
  const { Admin } = await import("../admin/admin.ts");
  return new Admin(config.admin, config, supervisor, report);
}

/** Watches what is served, for pages that are told of changes. */
async function watch({ site }: Config, supervisor: Supervisor): Promise<Watcher | undefined> {
  if (!site.live) return undefined;
  const { Watcher } = await import("../live/watcher.ts");
  const rules = nameRules(site);
  const watcher = new Watcher({
    root: site.root,
    isServed: (path) => isServableName(path.split("/"), rules),
    onChange: (change) => supervisor.tellChange(change),
    report,
  });
  watcher.start();
  return watcher;
}

/** The log's file, opened anew on SIGHUP; or stdout. */
function openLog({ logFile, logFormat }: Config): LogSink {
  if (logFile === undefined || logFormat === undefined) return STDOUT;
  const file = new LogFile(logFile, report);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", () => file.reopen());
  return file;
}

/** Writes for the operator: one line, but for a stack trace. */
export function report(text: string): void {
  write(`plinth: ${text}\n`);
}

/** Writes to stderr, at once. A reader that has gone away is no reason to stop serving. */
function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    writeAllSync(Deno.stderr, bytes);
  } catch {
    // There is nobody left to tell.
  }
}

/**
 * Waits for a signal to stop, or for the terminal to go away: then SIGHUP does not mean "reload".
 *
 * @param isInteractive Whether there was a terminal.
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

/** Whoever asks twice does not want to wait. */
function exitOnNextSignal(): void {
  const first = Date.now();
  for (const signal of STOP_SIGNALS) {
    Deno.addSignalListener(signal, () => {
      if (Date.now() - first > REPEATED) Deno.exit(1);
    });
  }
}
