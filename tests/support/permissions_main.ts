// Plinth that writes its own permissions to stderr on SIGUSR2 (`permissions {...}`).

import { run } from "../../lib/cli/run.ts";

const ASKED: Readonly<Record<string, Deno.PermissionDescriptor>> = {
  env: { name: "env", variable: "PORT" },
  write: { name: "write" },
  run: { name: "run" },
  ffi: { name: "ffi" },
  networkInterfaces: { name: "sys", kind: "networkInterfaces" },
  hostname: { name: "sys", kind: "hostname" },
};

Deno.addSignalListener("SIGUSR2", () => {
  const states = Object.entries(ASKED).map(([name, asked]) =>
    [name, Deno.permissions.querySync(asked).state] as const
  );
  const granted = states.filter(([, state]) => state === "granted").map(([name]) => name);
  console.error(`permissions ${granted.join()}.`);
});

Deno.exit(await run(Deno.args));
