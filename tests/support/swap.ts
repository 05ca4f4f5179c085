// Swaps files and folders with links, over and over, until it is ended: `swap.ts PAIR...`, each pair being
// `PATH=OTHER`, two names that change places. In between neither is there, or both are the same for a moment.

const pairs = Deno.args.map((pair) => pair.split("=") as [string, string]);
const end = Date.now() + 15_000;

for (let turn = 0; Date.now() < end; turn++) {
  for (const [path, other] of pairs) {
    const held = `${path}.held`;
    Deno.renameSync(path, held);
    Deno.renameSync(other, path);
    Deno.renameSync(held, other);
  }
  // Now and then leave time to be served in one state.
  if (turn % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
