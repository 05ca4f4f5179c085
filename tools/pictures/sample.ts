import type { Page } from "playwright-core";
import type { TemporaryFolder } from "../../tests/support/folder.ts";
import { drawLandscape, type Palette } from "./landscape.ts";

/** The time that the browser shows: file times are relative to it, so that every run makes the same pictures. */
export const NOW = new Date("2026-06-21T18:00:00Z");

/** The folder in the pictures, as a path. */
export const FOLDER = "/Lofoten%202026/";

const PALETTES: Readonly<Record<string, Palette>> = {
  "01 Ferry to Moskenes": { sky: ["#7fb2d9", "#e8f1f7"], sun: "#ffffff", land: "#31536b", seed: 3 },
  "02 Harbour": { sky: ["#f6c28b", "#fde9d0"], sun: "#fff3df", land: "#8a4b3c", seed: 8 },
  "03 Ridge in fog": { sky: ["#b9c4c9", "#e9edee"], sun: "#f5f7f7", land: "#5d7078", seed: 21 },
  "04 Beach": { sky: ["#58b5c6", "#d9f1ef"], sun: "#fdfdf2", land: "#2c6b6f", seed: 34 },
  "05 Midnight sun": { sky: ["#4b3b73", "#f2a154"], sun: "#ffe3a6", land: "#2d2447", seed: 55 },
  "06 Red cabins": { sky: ["#93bfe0", "#f0f5f8"], sun: "#ffffff", land: "#2f5a49", seed: 89 },
  "07 Northern lights": { sky: ["#0b2239", "#2f8f83"], sun: "#dff7e8", land: "#08161f", seed: 13 },
  "08 Way home": { sky: ["#c96f6f", "#f8d9b0"], sun: "#fff0d0", land: "#5b3040", seed: 5 },
};

const README = `# Lofoten 2026

Eight days on foot and by ferry, from **Moskenes** to **Svolvær**.

![Midnight sun](photos/05%20Midnight%20sun.jpg)

| day | route               |   km | ascent |
| --- | ------------------- | ---: | -----: |
| 1   | Moskenes to Munkebu |  7.2 |  510 m |
| 2   | Munkebu to Kvalvika | 14.8 |  640 m |
| 3   | Kvalvika to Ramberg | 11.5 |  380 m |

Tracks are in \`tracks/\`, one GPX file a day.
`;

const SCRIPT = `"""Prints the length of each day's track."""

import sys
from pathlib import Path
`;

/** Fills the folder with the sample files. @param page Draws the photos; it is left on an empty page. */
export async function writeSample(folder: TemporaryFolder, page: Page): Promise<void> {
  const at = (name: string) => `Lofoten 2026/${name}`;
  let hours = 3;
  const write = (name: string, content: string | Uint8Array) =>
    folder.write(at(name), content, new Date(NOW.getTime() - (hours += 7) * 3_600_000));
  const writeSized = (name: string, size: number) => {
    write(name, "");
    Deno.truncateSync(folder.at(at(name)), size);
    const time = new Date(NOW.getTime() - hours * 3_600_000);
    Deno.utimeSync(folder.at(at(name)), time, time);
  };
  write("README.md", README);
  write("Packing list.md", "# Packing list\n\n- Tent\n- Stove\n");
  write("track_length.py", SCRIPT);
  writeSized("Day 2.gpx", 418_204);
  writeSized("Drone over Reine.mp4", 84_213_760);
  writeSized("Ferry horn.mp3", 1_932_735);
  writeSized("Map of the islands.pdf", 3_481_600);
  writeSized("Boarding pass.pdf", 96_412);
  writeSized("originals.zip", 412_876_800);
  for (const [name, palette] of Object.entries(PALETTES)) {
    write(`photos/${name}.jpg`, await drawLandscape(page, palette));
  }
  writeSized("tracks/Day 1.gpx", 302_118);
  const yesterday = new Date(NOW.getTime() - 26 * 3_600_000);
  for (const name of ["photos", "tracks"]) {
    Deno.utimeSync(folder.at(at(name)), yesterday, yesterday);
  }
}
