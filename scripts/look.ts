import { writeFileSync } from "node:fs";
import { draw, startBrowser } from "./pictures/browser.ts";
import { scenes } from "./pictures/scenes.ts";

await using browser = await startBrowser();
const only = process.argv[2]?.split(",");
for (const [name, scene] of Object.entries(scenes)) {
  if (only && !only.includes(name)) continue;
  const run = await scene();
  if (run.summary === "") console.log(run.stdout, run.stderr);
  writeFileSync(`/tmp/look-${name}.md`, run.summary);
  for (const scheme of ["light", "dark"] as const) {
    const d = await draw(browser, run.summary, scheme);
    writeFileSync(`/tmp/look-${name}-${scheme}.png`, d.png);
    console.log(name, d.height, d.cutOff, d.ticks, d.png.length);
  }
  const d = await draw(browser, run.summary, "light", true);
  writeFileSync(`/tmp/look-${name}-open.png`, d.png);
  console.log(name, d.height, d.cutOff);
}
