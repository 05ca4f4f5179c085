/** How many different texts are passed on: they come from clients. */
const MOST = 100;

/** Passes each text on once; after a hundred different ones none any more. */
export function once(action: (text: string) => void): (text: string) => void {
  const seen = new Set<string>();
  return (text) => {
    if (seen.size >= MOST || seen.has(text)) return;
    seen.add(text);
    action(text);
  };
}
