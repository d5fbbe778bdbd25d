import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasRealPart } from "../../../test/support/real/real-part.ts";
import { awsTool } from "../../../test/support/soci/golden-layers.ts";
import { writeLayout, ztocsIn } from "../../../test/support/soci/layout.ts";
import { soci } from "../figures.ts";
import { median } from "../median.ts";
import { runTimed, taken } from "../process.ts";
import type { Row } from "../table.ts";
import type { LayerFile } from "./layer-files.ts";
import { convertCommand, toolEnvironment } from "./soci.ts";

const rounds = 3;
const indexLayer = fileURLToPath(new URL("index-layer.ts", import.meta.url));

/** What our ztoc of a layer takes, beside soci's of an image with that layer alone, in turns. @param folder for layouts */
export async function measureOneLayer(layer: LayerFile, folder: string): Promise<Row[]> {
  const hasSoci = hasRealPart("soci");
  const ours: Awaited<ReturnType<typeof index>>[] = [];
  const theirs: Awaited<ReturnType<typeof convert>>[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await index(layer));
    if (hasSoci) theirs.push(await convert(layer, folder));
  }
  const ztocs = new Set([...ours, ...theirs].map(({ ztoc }) => ztoc));
  if (ztocs.size !== 1) throw new Error(`one layer has the ztocs ${[...ztocs].join(", ")}`);
  const processor = (all: readonly { processor: number }[]) => median(all.map((one) => one.processor));
  return [
    {
      figure: soci.processor,
      values: { imgpub: hasSoci ? processor(ours) / processor(theirs) : "no soci" },
    },
    { figure: soci.blocked, values: { imgpub: median(ours.map(({ blocked }) => blocked)) } },
  ];
}

/** Ours, with soci's name of itself so that both make the same bytes. */
async function index({ path, descriptor }: LayerFile) {
  const command = [process.execPath, indexLayer, path, descriptor.digest.replace("sha256:", ""), awsTool];
  const { processor } = taken(await runTimed(command, { env: {} }));
  const { stdout } = await runTimed([...command, "--blocked"], { env: {} });
  return { processor, ...(JSON.parse(stdout) as { ztoc: string; blocked: number }) };
}

async function convert({ path, descriptor }: LayerFile, folder: string) {
  const own = await mkdtemp(join(folder, "soci-"));
  try {
    const [from, to] = [join(own, "from"), join(own, "to")];
    await writeLayout(from, [await readFile(path)]);
    const ran = await runTimed(convertCommand(own, from, to), { env: toolEnvironment(own) });
    return { ztoc: (await ztocsIn(to)).get(descriptor.digest), processor: taken(ran).processor };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
