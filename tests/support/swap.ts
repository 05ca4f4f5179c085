// Swaps files and directories with links until it is killed or 15 s have passed: `swap.ts PATH=OTHER...` exchanges the
// two names of each pair. During an exchange one of the names is missing.

const pairs = Deno.args.map((pair) => pair.split("=") as [string, string]);
const end = Date.now() + 15_000;

for (let turn = 0; Date.now() < end; turn++) {
  for (const [path, other] of pairs) {
    const held = `${path}.held`;
    Deno.renameSync(path, held);
    Deno.renameSync(other, path);
    Deno.renameSync(held, other);
  }
  // Pause sometimes, so that requests also meet a stable state.
  if (turn % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
