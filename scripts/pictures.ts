// Draws job summaries as people see them: runs the built actions, takes what they write, and shows it by GitHub's Markdown
// rules in Chromium, 700 pixels wide, light and dark. Needs the package `chromium`, and a font with emoji.
//
//   npm run pictures                  writes the picture in README.md, and what it was made of, into docs/pictures
//   npm run pictures -- --all FOLDER  draws the summaries of all actions into a folder, to be looked at
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { draw, startBrowser } from "./pictures/browser.ts";
import { schemes } from "./pictures/page.ts";
import { folder, pictureFile, recordFile, recordOf, shown, summaryFile } from "./pictures/record.ts";
import { scenes } from "./pictures/scenes.ts";

const { values: options } = parseArgs({ options: { all: { type: "string" } } });
await using browser = await startBrowser();
if (options.all === undefined) {
  const { summary } = await scenes.publish();
  const text = shown(summary);
  mkdirSync(folder, { recursive: true });
  writeFileSync(summaryFile, text);
  for (const scheme of schemes) {
    const { png } = await draw(browser, text, scheme);
    writeFileSync(pictureFile(scheme), png);
  }
  writeFileSync(recordFile, `${JSON.stringify(recordOf(), undefined, 2)}\n`);
  console.log(`wrote ${folder}`);
} else {
  mkdirSync(options.all, { recursive: true });
  for (const [name, scene] of Object.entries(scenes)) {
    const { summary } = await scene();
    writeFileSync(join(options.all, `${name}.md`), summary);
    for (const scheme of schemes)
      for (const open of [false, true]) {
        const { png, height, cutOff } = await draw(browser, summary, scheme, open);
        writeFileSync(join(options.all, `${name}-${scheme}${open ? "-open" : ""}.png`), png);
        console.log(`${name}, ${scheme}: ${height} pixels high, ${cutOff} cut off at the right`);
      }
  }
}
