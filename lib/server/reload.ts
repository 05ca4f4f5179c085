import { problemText, SettingsError } from "../config/settings_error.ts";
import type { Loaded } from "../config/load.ts";
import { needsRestart } from "../config/restart.ts";
import { type StartError, UsageError } from "../util/errors.ts";
import { printable } from "../util/text.ts";

/** Polling interval for the watched files, in milliseconds. */
const INTERVAL = 250;

/** Options of a {@linkcode Reloader}. */
export interface ReloaderOptions {
  /** Loads the configuration again. @throws {UsageError} If it is invalid. */
  readonly load: () => Promise<Loaded>;
  /** Applies a configuration; resolves when every worker uses it. */
  readonly apply: (loaded: Loaded) => Promise<void>;
  /** Receives a line for the operator. */
  readonly report: (text: string) => void;
}

/**
 * Reloads the configuration on request (SIGHUP) or when one of its files changes. It polls the files instead of
 * subscribing to notifications: polling works on every file system and for every kind of replacement (a rename, a
 * retargeted link, a replaced parent directory). An invalid new version is reported, and the previous one stays in use.
 */
export class Reloader {
  readonly #options: ReloaderOptions;
  #loaded: Loaded;
  /** Stats of the files when they were last read. */
  #loadedStats: string;
  /** Stats at the last poll: a file is read once it is the same at two polls, so that its writing has ended. */
  #polledStats: string;
  #timer: ReturnType<typeof setInterval> | undefined;
  #reloading: Promise<void> = Promise.resolve();

  constructor(loaded: Loaded, options: ReloaderOptions) {
    this.#options = options;
    this.#loaded = loaded;
    this.#loadedStats = this.#polledStats = this.#statFiles();
  }

  /** Starts polling. */
  watch(): void {
    this.#timer = setInterval(() => this.#poll(), INTERVAL);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reloads the configuration. A reload requested during another one follows it. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  #poll(): void {
    const now = this.#statFiles();
    const isUnchanged = now === this.#polledStats;
    this.#polledStats = now;
    if (!isUnchanged || now === this.#loadedStats) return;
    this.#loadedStats = now;
    this.reload();
  }

  async #reload(): Promise<void> {
    const { load, apply, report } = this.#options;
    try {
      // Set before loading, so that a poll during the load does not start another one.
      const before = this.#loadedStats = this.#statFiles();
      const next = await load();
      if (next.errors.length > 0) throw new SettingsError(next.errors);
      const changes = needsRestart(this.#loaded.config, next.config);
      if (changes.length > 0) {
        report(`${changes.join(" and ")} can't change while the server runs (restart it)`);
        return report(KEPT);
      }
      await apply(next);
      const isSameList = next.watched.join("\n") === this.#loaded.watched.join("\n");
      this.#loaded = next;
      this.#loadedStats = isSameList ? before : this.#statFiles();
      for (const line of describeIgnored(next)) report(line);
      report("reloaded settings and rules");
    } catch (error) {
      if (!(error instanceof UsageError)) report(printable(`can't reload: ${error}`));
      else for (const line of describeMistakes(error)) report(line);
      report(KEPT);
    }
  }

  #statFiles(): string {
    return this.#loaded.watched.map(statSignature).join("\n");
  }
}

const KEPT = "the previous settings and rules stay in use";

/** Returns a line for each mistake, without the prefix "plinth: ". */
export function describeMistakes(error: UsageError | StartError): string[] {
  const mistakes = error instanceof SettingsError
    ? error.diagnostics.map((mistake) => [problemText(mistake), mistake.advice] as const)
    : [[error.message, error.advice] as const];
  return mistakes.map(([problem, advice]) => `${printable(problem)} (${printable(advice)})`);
}

/** Returns a line for each line of the site's own files that was ignored. */
export function describeIgnored({ errors, unsupported }: Loaded): string[] {
  return [...errors, ...unsupported].map((mistake) =>
    `${printable(problemText(mistake))} (${printable(mistake.advice)}); the line is ignored`
  );
}

/** Identity and version of a file as text. */
function statSignature(path: string): string {
  try {
    const { dev, ino, size, mtime, ctime } = Deno.statSync(path);
    return [path, dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(" ");
  } catch {
    return `${path} -`;
  }
}
