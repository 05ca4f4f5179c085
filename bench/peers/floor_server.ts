// The floor: answers everything with one constant, from as many workers as are asked for. It is a program of its
// own, started with what to answer as JSON in its first argument.

import type { FloorPlan } from "./floor_worker.ts";

const plan = JSON.parse(Deno.args[0] ?? "") as FloorPlan & { readonly workers: number };

for (let started = 0; started < plan.workers; started++) {
  const worker = new Worker(new URL("./floor_worker.ts", import.meta.url), { type: "module" });
  worker.postMessage(plan);
}
