import { Sites } from "../fixtures/sites.ts";
import { stopServers } from "../machine/server_process.ts";
import { endRunning } from "../machine/shell.ts";

/** A temporary folder for all that a run makes. */
export interface Workspace {
  readonly sites: Sites;
  /** Makes an empty folder. */
  readonly makeFolder: () => string;
  /** Ends everything that was started, and removes the folder. */
  readonly close: () => Promise<void>;
}

/** Makes the folder; Ctrl+C and SIGTERM close it before the program ends. */
export function openWorkspace(): Workspace {
  const folder = Deno.makeTempDirSync({ dir: "/tmp", prefix: "plinth-bench-" });
  const sites = `${folder}/sites`;
  Deno.mkdirSync(sites);
  let count = 0;
  const close = async () => {
    endRunning();
    await stopServers();
    Deno.removeSync(folder, { recursive: true });
    // What was started meanwhile.
    endRunning();
  };
  for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.addSignalListener(signal, () => void close().finally(() => Deno.exit(status)));
  }
  return {
    sites: new Sites(sites),
    makeFolder: () => {
      const made = `${folder}/${++count}`;
      Deno.mkdirSync(made);
      return made;
    },
    close,
  };
}
