/** What people write who are used to another server, and what Plinth has instead. */
const HABITS: Readonly<Record<string, string>> = {
  "--cgi": "Plinth runs no programs",
  "--protocol": "it speaks HTTP/1.1 by itself",
  "--listen": "--port N and --bind ADDR",
  "--gzip": "it compresses by itself, with br, zstd and gzip",
  "--brotli": "it compresses by itself, with br, zstd and gzip",
  "--compress": "it compresses by itself; --no-compress turns that off",
  "--open": "it opens no browser; --qr shows the address to a phone",
  "--no-clipboard": "it leaves the clipboard alone",
  "--symlinks": "--follow-symlinks",
  "--dotfiles": "--hidden",
  "--no-dotfiles": "it serves none unless --hidden is given",
  "--browse": "it lists folders by itself; --no-listing turns that off",
  "--access-log": "it has one by itself; --log-format and --log-file say how",
  "--domain": "--allow-host NAME",
  "--upload-files": "Plinth only reads",
  "--allow-upload": "Plinth only reads",
  "--allow-all": "Plinth only reads",
  "-o": "it opens no browser; --qr shows the address to a phone",
  "-l": "--port N and --bind ADDR",
  "-n": "it leaves the clipboard alone",
};

/** What to write instead of an option of another server; undefined for one that is not known either. */
export function foreignOptionAdvice(option: string): string | undefined {
  return HABITS[option];
}
