/** Copies a file, or a directory with its content. */
export function copyTree(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) {
    Deno.mkdirSync(to.replace(/[/\\][^/\\]*$/, ""), { recursive: true });
    return Deno.copyFileSync(from, to);
  }
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(from)) copyTree(`${from}/${name}`, `${to}/${name}`);
}

/** Lists the files below a directory, sorted by name, as relative paths with slashes. */
export function listFiles(folder: string, prefix = ""): string[] {
  const entries = [...Deno.readDirSync(folder)].sort((one, other) =>
    one.name < other.name ? -1 : 1
  );
  return entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? listFiles(`${folder}/${name}`, `${prefix}${name}/`) : [`${prefix}${name}`]
  );
}
