// The floor: starts workers that may read only what they send. It is a separate program, whose first argument is a
// FloorPlan in JSON.

import type { FloorPlan } from "./floor_worker.ts";

const plan = JSON.parse(Deno.args[0] ?? "") as FloorPlan & { readonly workers: number };
const { source, certificate } = plan;
const read = [source.kind === "disk" ? source.root : source.body];
if (certificate !== undefined) read.push(certificate.cert, certificate.key);

for (let started = 0; started < plan.workers; started++) {
  const worker = new Worker(new URL("./floor_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: { read, net: ["127.0.0.1"] } },
  });
  worker.postMessage(plan);
}
