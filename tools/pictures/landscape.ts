import { decodeBase64 } from "@std/encoding/base64";
import type { Page } from "playwright-core";

/** The colours of a drawn photo, and the number from which its mountains are made. */
export interface Palette {
  /** Top and horizon. */
  readonly sky: readonly [string, string];
  readonly sun: string;
  readonly land: string;
  readonly seed: number;
}

/**
 * Draws mountains, a sun and water on a canvas of the browser: sample photos that need no licence.
 *
 * @returns A JPEG of 1600 by 1067 pixels.
 */
export async function drawLandscape(page: Page, palette: Palette): Promise<Uint8Array> {
  const url = await page.evaluate(`(${draw})(${JSON.stringify(palette)})`) as string;
  return decodeBase64(url.slice(url.indexOf(",") + 1));
}

// Runs in the browser.
const draw = `({ sky, sun, land, seed }) => {
  const [width, height] = [1600, 1067];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let skip = 0; skip < 3; skip++) random();
  const sunRandom = (seed % 997) / 997;
  const horizon = height * 0.72;
  const gradient = context.createLinearGradient(0, 0, 0, horizon);
  sky.forEach((color, stop) => gradient.addColorStop(stop, color));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  const sunX = width * (0.15 + 0.7 * sunRandom);
  context.fillStyle = sun;
  context.beginPath();
  context.arc(sunX, height * 0.42, height * 0.075, 0, 7);
  context.fill();
  for (let layer = 0; layer < 3; layer++) {
    // Midpoint displacement: each ridge is nearer, lower and darker than the one behind it.
    let points = [random(), random(), random(), random(), random(), random()];
    for (let spread = 0.32; spread > 0.01; spread *= 0.52) {
      points = points.flatMap((value, index) => index === 0 ? [value] :
        [(points[index - 1] + value) / 2 + (random() - 0.5) * spread, value]);
    }
    context.globalAlpha = 0.35 + 0.3 * layer;
    context.fillStyle = land;
    context.beginPath();
    context.moveTo(0, horizon);
    points.forEach((value, index) => context.lineTo(
      width * index / (points.length - 1),
      horizon - height * (0.42 - 0.14 * layer) * (0.2 + 0.8 * value),
    ));
    context.lineTo(width, horizon);
    context.fill();
  }
  // Water: the picture above the horizon, upside down and pressed together, under a veil.
  context.globalAlpha = 1;
  context.save();
  context.translate(0, horizon);
  context.scale(1, -(height - horizon) / horizon);
  context.drawImage(canvas, 0, 0, width, horizon, 0, -horizon, width, horizon);
  context.restore();
  context.globalAlpha = 0.35;
  context.fillStyle = land;
  context.fillRect(0, horizon, width, height - horizon);
  context.globalAlpha = 0.14;
  context.fillStyle = sun;
  for (let y = horizon + 8; y < height; y += 16) {
    const reach = (y - horizon) * 0.35 + 60;
    context.fillRect(sunX - reach * (0.4 + random()), y, reach * (0.8 + random()), 4);
  }
  return canvas.toDataURL("image/jpeg", 0.9);
}`;
