import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "oxc-transform";
import { rollup } from "rollup";

const source = fileURLToPath(new URL("../../../src/docker/host/program.ts", import.meta.url));
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
  const folder = mkdtempSync(join(tmpdir(), "imgpub-host-program-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "host.mjs");
  writeFileSync(path, output[0].code);
  built = pathToFileURL(path);
  return built;
}
