import { problemText, SettingsError } from "../config/settings_error.ts";
import type { Loaded } from "../config/load.ts";
import { needsRestart } from "../config/restart.ts";
import { UsageError } from "../util/usage_error.ts";
import type { StartError } from "../util/start_error.ts";
import { printable } from "../util/text.ts";

/** How often the files are looked at, in milliseconds. */
const INTERVAL = 250;

/** What a reloader does its work with. */
export interface ReloaderOptions {
  /** Makes the configuration anew. @throws {UsageError} When there is something wrong with it. */
  readonly load: () => Promise<Loaded>;
  /** Takes up a configuration; resolves when every worker has. */
  readonly apply: (loaded: Loaded) => Promise<void>;
  /** Takes a line for the operator. */
  readonly report: (text: string) => void;
}

/**
 * Makes the configuration anew when it is told to (SIGHUP), or when one of its files has changed. It looks at them
 * instead of being told by the system, because that holds for every file system and however they are replaced: by
 * rename, by a link that comes to lead elsewhere, or together with their folder. A bad new version is reported, and
 * the one before it stays.
 */
export class Reloader {
  readonly #options: ReloaderOptions;
  #loaded: Loaded;
  /** What the files were when they were read. */
  #taken: string;
  /** What they were when they were looked at last: one that is just being written is waited for. */
  #seen: string;
  #timer: ReturnType<typeof setInterval> | undefined;
  #reloading: Promise<void> = Promise.resolve();

  constructor(loaded: Loaded, options: ReloaderOptions) {
    this.#options = options;
    this.#loaded = loaded;
    this.#taken = this.#seen = this.#look();
  }

  /** Looks at the files from now on. */
  watch(): void {
    this.#timer = setInterval(() => this.#check(), INTERVAL);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reloads; one that is asked for during another follows it. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  #check(): void {
    const now = this.#look();
    const isStill = now === this.#seen;
    this.#seen = now;
    if (!isStill || now === this.#taken) return;
    this.#taken = now;
    this.reload();
  }

  async #reload(): Promise<void> {
    const { load, apply, report } = this.#options;
    try {
      // Taken from now on, so that a look meanwhile does not begin again what is under way.
      const before = this.#taken = this.#look();
      const next = await load();
      if (next.errors.length > 0) throw new SettingsError(next.errors);
      const changes = needsRestart(this.#loaded.config, next.config);
      if (changes.length > 0) {
        report(`${changes.join(" and ")} can't change while it runs (start it anew)`);
        return report(KEPT);
      }
      await apply(next);
      const isSameList = next.watched.join("\n") === this.#loaded.watched.join("\n");
      this.#loaded = next;
      this.#taken = isSameList ? before : this.#look();
      for (const line of describeLeftOut(next)) report(line);
      report("settings and rules are reloaded");
    } catch (error) {
      if (!(error instanceof UsageError)) report(printable(`can't reload: ${error}`));
      else for (const line of describeMistakes(error)) report(line);
      report(KEPT);
    }
  }

  #look(): string {
    return this.#loaded.watched.map(describeFile).join("\n");
  }
}

const KEPT = "the settings and rules from before stay in use";

/** A line for each mistake, without its "plinth: ". */
export function describeMistakes(error: UsageError | StartError): string[] {
  const mistakes = error instanceof SettingsError
    ? error.diagnostics.map((mistake) => [problemText(mistake), mistake.advice] as const)
    : [[error.message, error.advice] as const];
  return mistakes.map(([problem, advice]) => `${printable(problem)} (${printable(advice)})`);
}

/** A line for each line of the site's own files that is left out of account. */
export function describeLeftOut({ errors, unsupported }: Loaded): string[] {
  return [...errors, ...unsupported].map((mistake) =>
    `${printable(problemText(mistake))} (${printable(mistake.advice)}); this is left out`
  );
}

/** Its identity and version, as far as the file system tells. */
function describeFile(path: string): string {
  try {
    const { dev, ino, size, mtime, ctime } = Deno.statSync(path);
    return [path, dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(" ");
  } catch {
    return `${path} -`;
  }
}
