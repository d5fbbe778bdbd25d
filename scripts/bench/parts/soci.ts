import { sociModules, twice } from "../../../test/support/scenarios/soci.ts";
import { soci } from "../figures.ts";
import { writeLayers } from "../soci/layer-files.ts";
import { measureOneLayer } from "../soci/one-layer.ts";
import { measureWholeImage } from "../soci/whole-image.ts";
import type { Row } from "../table.ts";

/** What images that are loaded lazily take, beside AWS's soci. @param folder for layers, registries and layouts */
export async function measureSoci(folder: string): Promise<Row[]> {
  const layers = await writeLayers(folder);
  return [
    ...(await measureOneLayer(layers[0], folder)),
    ...(await measureWholeImage(layers, folder)),
    { figure: soci.again, values: { imgpub: (await twice()).again.layerBytes } },
    { figure: soci.without, values: { imgpub: (await sociModules()).length } },
  ];
}
