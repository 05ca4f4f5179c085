// Where Chromium is, and how it is started: for the tests in a browser and for tools/pictures.

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Keep the browser from using the network; root needs `--no-sandbox`. */
export const CHROMIUM_ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
];

/** The path of Chromium; undefined if it is not installed. */
export const CHROMIUM = find();

function find(): string | undefined {
  const script = NAMES.map((name) => `command -v ${name}`).join(" || ");
  const { success, stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}
