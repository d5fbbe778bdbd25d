import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

export type { Browser };

import { mermaid, pageOf, type Scheme } from "./page.ts";

/** Pixels of a job summary's column on GitHub, on a laptop. */
export const width = 700;

const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));

/** A summary that is drawn, and what of it does not fit. */
export interface Drawn {
  readonly png: Buffer;
  /** Pixels from its top to its end. */
  readonly height: number;
  /** Pixels by which the widest table is cut off at the right; the forges give it a scroll bar. */
  readonly cutOff: number;
  /** The texts at the axes of its timelines. */
  readonly ticks: readonly (readonly string[])[];
}

/**
 * Starts Chromium without a window, and without any sandbox, which root cannot have: it sees pages of ours alone.
 *
 * @throws Error where there is none on the PATH
 */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: program(), args: ["--no-sandbox"] });
}

/** The browser of Debian's package `chromium`. */
function program(): string {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "chromium"))
    .find((file) => existsSync(file));
  if (found === undefined)
    throw new Error("chromium is not installed; install Debian's package of that name");
  return found;
}

/**
 * Draws Markdown as a job summary, once its diagrams are drawn and its fonts are there.
 *
 * @param open whether what is folded is shown, too
 * @throws Error when a diagram cannot be drawn
 */
export async function draw(browser: Browser, markdown: string, scheme: Scheme, open = false): Promise<Drawn> {
  const context = await browser.newContext({
    viewport: { width, height: 100 },
    deviceScaleFactor: 1.5,
    colorScheme: scheme,
    offline: true,
  });
  try {
    const page = await context.newPage();
    await page.setContent(pageOf(markdown, scheme, open));
    await page.addScriptTag({ path: mermaid });
    await page.addScriptTag({ path: inPage });
    const measured: Omit<Drawn, "png"> = await page.evaluate(
      `drawAll(${JSON.stringify(scheme === "dark" ? "dark" : "default")})`,
    );
    return { ...measured, png: await page.screenshot({ fullPage: true }) };
  } finally {
    await context.close();
  }
}
