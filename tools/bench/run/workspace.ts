import { Sites } from "../fixtures/sites.ts";
import { stopServers } from "../machine/server_process.ts";
import { endRunning } from "../machine/shell.ts";

/** A temporary directory for a run. */
export interface Workspace {
  readonly sites: Sites;
  /** Creates an empty directory. */
  readonly makeFolder: () => string;
  /** Stops all started processes and removes the directory. */
  readonly close: () => Promise<void>;
}

/** Creates the workspace. SIGINT and SIGTERM close it before the program exits. */
export function openWorkspace(): Workspace {
  const folder = Deno.makeTempDirSync({ dir: "/tmp", prefix: "plinth-bench-" });
  const sites = `${folder}/sites`;
  Deno.mkdirSync(sites);
  let count = 0;
  const close = async () => {
    endRunning();
    await stopServers();
    Deno.removeSync(folder, { recursive: true });
    // Processes started in the meantime.
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
