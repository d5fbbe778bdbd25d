import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Scheme, schemes } from "./page.ts";

export const folder = fileURLToPath(new URL("../../docs/pictures", import.meta.url));

/** The job summary that is drawn. */
export const summaryFile = join(folder, "publish-index.md");
export const pictureFile = (scheme: Scheme): string => join(folder, `publish-index-${scheme}.png`);
/** What the pictures were made of, and what they are. */
export const recordFile = join(folder, "publish-index.json");

/** The sha256 of the files that belong together. */
export interface PictureRecord {
  readonly summary: string;
  readonly light: string;
  readonly dark: string;
}

/** As the files are. */
export function recordOf(): PictureRecord {
  const sum = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
  const [light = "", dark = ""] = schemes.map((scheme) => sum(pictureFile(scheme)));
  return { summary: sum(summaryFile), light, dark };
}

/** A summary with the name of a registry in place of the address that the embedded one had. */
export function shown(summary: string): string {
  return summary.replaceAll(/127\.0\.0\.1:\d+/g, "registry.example.com");
}

/** What of a summary is the same in each run: no times, no counts of retries, and none of what goes by them. */
export function lasting(summary: string): string {
  return shown(summary)
    .replace(/^ {2}\S+ :(?:crit, )?2000-01-01 [\d:.]+, 2000-01-01 [\d:.]+\n/gm, "")
    .replace(/^( {2}(?:axisFormat|tickInterval)) .*$/gm, "$1")
    .replace(/^- wait \d.*$/gm, "- phases")
    .replace(/\| \d+\.\d \| \d+ \|$/gm, "| seconds | retries |")
    .replace(/\d+ retries: .*$/gm, "retries");
}
