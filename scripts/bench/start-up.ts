import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Bytes of an entry and of every chunk that it imports statically, directly or not. */
export function loadedBytes(entry: string): number {
  const sizes = new Map<string, number>();
  const visit = (file: string): void => {
    if (sizes.has(file)) return;
    const code = readFileSync(file, "utf8");
    sizes.set(file, Buffer.byteLength(code));
    for (const [, specifier = ""] of code.matchAll(
      /^(?:import|export)\b(?:[^;"']*\bfrom)?\s*"(\.[^"\n]+)";$/gm,
    ))
      visit(join(dirname(file), specifier));
  };
  visit(entry);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Milliseconds each entry takes more than the `node -e 0` of the same turn, when it stops at its first input:
 * medians of `runs` turns, so that a slow moment of the machine slows all alike.
 */
export function startUp(entries: readonly string[], runs: number): { bare: number; over: number[] } {
  const env = { PATH: process.env.PATH, SYSTEMROOT: process.env.SYSTEMROOT };
  const commands = [["-e", "0"], ...entries.map((entry) => [entry])];
  const times = commands.map(() => [] as number[]);
  for (let run = 0; run < runs; run++)
    for (const [at, args] of commands.entries()) {
      const started = performance.now();
      const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
      times[at]?.push(performance.now() - started);
      const expected = at === 0 ? status === 0 : status === 1 && stdout.startsWith("::error::input ");
      if (!expected) throw new Error(`node ${args.join(" ")} did not stop at its first input: ${stdout}`);
    }
  const [bare = [], ...rest] = times;
  const over = rest.map((those) => median(those.map((time, run) => time - (bare[run] ?? Number.NaN))));
  return { bare: median(bare), over };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
