import { hasDockerRegistry, startDockerRegistry } from "../../../test/support/real/docker-registry.ts";
import { runAction } from "../../../test/support/runner.ts";
import { dockerConfig } from "../../../test/support/scenarios/site.ts";
import type { Ran, ToolName } from "../../../test/support/scenarios/tool.ts";
import { publishingFigure } from "../figures.ts";
import { expectLargeImage, type LargeImage, pushLargeImage } from "../large-image.ts";
import { median } from "../median.ts";
import { copyCommands, installedPeers, notInstalled, peerEnvironment } from "../peers.ts";
import { runTimed, type Taken, taken, watchMemory } from "../process.ts";
import type { Row } from "../table.ts";
import { timedNode } from "../tools.ts";

const measures = ["seconds", "processor", "memory"] as const;
type Cost = Taken & { readonly memory: number };

/**
 * Copies an image with a layer of 1 GiB from one docker-registry to another, fresh one: imgpub and its peers in turn.
 *
 * @param folder for the registries' files, 3 GiB at a time
 */
export async function measureLargeLayer(folder: string): Promise<Row[]> {
  if (!hasDockerRegistry()) {
    const values = { imgpub: "no docker-registry", ...notInstalled() };
    return measures.map((measure) => ({ figure: publishingFigure("largeLayer", measure), values }));
  }
  await using source = await startDockerRegistry({ folder });
  const image = await pushLargeImage(source.origin, "org/large", 2 ** 30);
  const costs = new Map<ToolName, Cost[]>();
  for (let round = 0; round < 3; round++)
    for (const tool of ["imgpub", ...installedPeers()] as const) {
      const cost = await copy(tool, source.host, image, folder);
      costs.set(tool, [...(costs.get(tool) ?? []), cost]);
    }
  return measures.map((measure) => {
    const medians = [...costs].map(
      ([tool, all]) => [tool, median(all.map((cost) => cost[measure]))] as const,
    );
    const values = { ...notInstalled(), ...Object.fromEntries(medians) };
    return { figure: publishingFigure("largeLayer", measure), values };
  });
}

async function copy(tool: ToolName, from: string, image: LargeImage, folder: string): Promise<Cost> {
  await using registry = await startDockerRegistry({ folder });
  await using config = await dockerConfig([]);
  const destination = `${registry.host}/org/copy:1`;
  let memory: ReturnType<typeof watchMemory> | undefined;
  const watch = (pid: number | undefined) => {
    if (pid !== undefined) memory = watchMemory(pid);
  };
  try {
    const ran =
      tool === "imgpub"
        ? await publish(`${from}/org/large@${image.digest}`, destination, watch)
        : await runTimed(copyCommands[tool](`${from}/org/large:1`, destination), {
            env: peerEnvironment(config.path),
            onSpawn: watch,
          });
    await expectLargeImage(registry.origin, "org/copy", image);
    return { ...taken(ran), memory: memory?.stop() ?? Number.NaN };
  } finally {
    memory?.stop();
  }
}

async function publish(
  sources: string,
  tags: string,
  watch: (pid: number | undefined) => void,
): Promise<Ran> {
  const options = { ...timedNode, onSpawn: ({ pid }: { pid?: number | undefined }) => watch(pid) };
  const run = await runAction("publish-index", { inputs: { sources, tags }, ...options });
  if (run.exitCode !== 0) throw new Error(`publish-index failed\n${run.stdout}${run.stderr}`);
  return run;
}
