import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, type Drawn, draw, startBrowser, width } from "../../scripts/pictures/browser.ts";
import { schemes } from "../../scripts/pictures/page.ts";
import { lasting, pictureFile, recordFile, recordOf, summaryFile } from "../../scripts/pictures/record.ts";
import { scenes } from "../../scripts/pictures/scenes.ts";
import { realPart } from "../support/real/real.ts";

const summary = readFileSync(summaryFile, "utf8");
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Pixels of a picture in PNG, from its header. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe("the picture in README.md", () => {
  test("is of the job summary that publish-index writes today", async () => {
    const run = await scenes.publish();
    expect(run.exitCode).toBe(1);
    expect(lasting(run.summary), "run `npm run pictures`").toBe(lasting(summary));
  });

  test("was made of the summary beside it", () => {
    expect(recordOf(), "run `npm run pictures`").toEqual(JSON.parse(readFileSync(recordFile, "utf8")));
  });

  test("is shown in both colour schemes", () => {
    const shown = [...readme.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, file = ""]) => file);
    expect(shown.toSorted()).toEqual(
      schemes.map((scheme) => `docs/pictures/publish-index-${scheme}.png`).toSorted(),
    );
  });
});

realPart("chromium")("as people see them", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  /** Asserts that nothing is cut off at the right, and that no two ticks of a timeline are alike. */
  function expectReadable({ cutOff, ticks }: Drawn): void {
    expect(cutOff).toBe(0);
    for (const axis of ticks) {
      expect(new Set(axis).size).toBe(axis.length);
      expect(axis.length).toBeLessThanOrEqual(10);
    }
  }

  test.each(schemes)("the summary in README.md, %s, is as large as its picture", async (scheme) => {
    const drawn = await draw(browser, summary, scheme);
    expectReadable(drawn);
    expect(drawn.ticks).toHaveLength(1);
    const [wide = 0, high = 0] = sizeOf(readFileSync(pictureFile(scheme)));
    expect(sizeOf(drawn.png)[0]).toBe(wide);
    expect(wide).toBe(width * 1.5);
    // Fonts differ from one machine to another.
    expect(Math.abs(drawn.height * 1.5 - high)).toBeLessThan(high / 5);
  });

  test.each(Object.keys(scenes) as (keyof typeof scenes)[])("the summary of the scene %s", async (name) => {
    const run = await scenes[name]();
    expect(run.summary).toMatch(/^### /);
    for (const open of [false, true]) expectReadable(await draw(browser, run.summary, "dark", open));
  });

  test("the diagram in README.md", async () => {
    const [diagram = ""] = /^```mermaid\n[\s\S]*?^```$/m.exec(readme) ?? [];
    for (const scheme of schemes) expect((await draw(browser, diagram, scheme)).height).toBeGreaterThan(100);
  });
});
