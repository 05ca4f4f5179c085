import { encode } from "uqr";

/** Width of the light border, in modules (ISO/IEC 18004 requires four; two are enough on screens). */
const BORDER = 2;

/** Black on white whatever the terminal's colours, and a reset. */
const BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
const RESET = "\u001b[0m";

/**
 * Returns a QR code for a terminal, two rows of modules per line.
 *
 * @param colors Whether to use colours. Without them the light modules are drawn, for dark terminals; most readers
 * also accept the inverse on a light terminal.
 */
export function qrCode(text: string, colors: boolean): string {
  const { data, size } = encode(text, { ecc: "L", border: BORDER });
  const isInk = (row: number, column: number) => (data[row]?.[column] ?? false) === colors;
  const lines: string[] = [];
  for (let row = 0; row < size; row += 2) {
    let line = "";
    for (let column = 0; column < size; column++) {
      const [upper, lower] = [isInk(row, column), row + 1 < size && isInk(row + 1, column)];
      line += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    lines.push(colors ? `${BLACK_ON_WHITE}${line}${RESET}\n` : `${line}\n`);
  }
  return lines.join("");
}
