import { fileURLToPath } from "node:url";
import { actions, sizeFigure, startFigure } from "../figures.ts";
import { loadedBytes, startUp } from "../start-up.ts";
import type { Row } from "../table.ts";

/** What each action loads before it does anything, and the time that takes. */
export async function measureActions(): Promise<Row[]> {
  const entries = actions.map((name) =>
    fileURLToPath(new URL(`../../../dist/${name}/index.js`, import.meta.url)),
  );
  const { over } = startUp(entries, 15);
  return actions.flatMap((name, at) => [
    { figure: sizeFigure(name), values: { imgpub: loadedBytes(entries[at] ?? "") / 1_000 } },
    { figure: startFigure(name), values: { imgpub: over[at] ?? Number.NaN } },
  ]);
}
