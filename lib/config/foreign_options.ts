/** Options of other servers, and what to use in Plinth instead. */
const FOREIGN_OPTIONS: Readonly<Record<string, string>> = {
  "--cgi": "Plinth does not run programs",
  "--protocol": "HTTP/1.1 is the default",
  "--listen": "use --port N and --bind ADDR",
  "--gzip": "responses are compressed with br, zstd or gzip by default",
  "--brotli": "responses are compressed with br, zstd or gzip by default",
  "--compress": "responses are compressed by default; --no-compress disables this",
  "--open": "Plinth does not open a browser; --qr shows the address to a phone",
  "--no-clipboard": "Plinth never writes to the clipboard",
  "--symlinks": "use --follow-symlinks",
  "--dotfiles": "use --hidden",
  "--no-dotfiles": "dotfiles are served only with --hidden",
  "--browse": "folders are listed by default; --no-listing disables this",
  "--access-log": "the access log is on by default; see --log-format and --log-file",
  "--domain": "use --allow-host NAME",
  "--upload-files": "Plinth does not accept uploads",
  "--allow-upload": "Plinth does not accept uploads",
  "--allow-all": "Plinth does not accept uploads or deletions",
  "-o": "Plinth does not open a browser; --qr shows the address to a phone",
  "-l": "use --port N and --bind ADDR",
  "-n": "Plinth never writes to the clipboard",
};

/** Returns what to use instead of another server's option; undefined if the option is unknown here. */
export function foreignOptionAdvice(option: string): string | undefined {
  return FOREIGN_OPTIONS[option];
}
