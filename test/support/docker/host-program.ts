import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "oxc-transform";
import { rollup } from "rollup";

const source = fileURLToPath(new URL("../../../src/docker/host/program.ts", import.meta.url));
const folder = fileURLToPath(new URL("../../../node_modules/.cache/imgpub", import.meta.url));
let built: URL | undefined;

/** The program that works on an engine's host, as one file, of the sources as they are: `dist/` may be of others. */
export async function hostProgram(): Promise<URL> {
  if (built) return built;
  const bundle = await rollup({
    input: source,
    external: /^node:/,
    plugins: [
      {
        name: "strip-types",
        transform: (code, id) => ({
          code: transformSync(id, code, { typescript: { onlyRemoveTypeImports: true } }).code,
          map: null,
        }),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true });
  const { code } = output[0];
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(folder, `host-${hash}.mjs`);
  mkdirSync(folder, { recursive: true });
  // Several workers may do so at the same time.
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  built = pathToFileURL(path);
  return built;
}
