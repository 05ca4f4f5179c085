import { encode } from "uqr";

/** Light modules around the code, as readers need them (ISO/IEC 18004 asks for four; two are enough on screens). */
const BORDER = 2;

/** Black on white, whatever the terminal's own colours are; and the terminal's own again. */
const BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";
const RESET = "\u001b[0m";

/**
 * A QR code for a terminal, two rows of modules in a line.
 *
 * @param colors Whether colours may be used. Without them light modules are drawn, for dark terminals; most
 * readers take a light terminal's inverse too.
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
