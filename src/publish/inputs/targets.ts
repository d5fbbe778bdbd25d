import { inInput, UserError } from "../../base/errors.ts";
import { lowerCaseNotices, parseImage } from "../../image/reference.ts";
import type { Target } from "../target.ts";
import { annotationsOf, readTarget, type WholeTarget } from "./raw-target.ts";
import { parseTags } from "./tags.ts";

/** The inputs that say what to publish. */
export interface TargetInputs extends Omit<WholeTarget, "name"> {
  readonly metadata: string | undefined;
  readonly targets: string | undefined;
  /** Undefined for all of them. */
  readonly shard: string | undefined;
}

/** What is to be published, and what the user should know of how it was understood. */
export interface Targets {
  readonly targets: readonly Target[];
  /** Those that this run publishes: all of them, or those of its shard. */
  readonly own: readonly Target[];
  readonly notices: readonly string[];
  /** What the log says of the shard; undefined without one. */
  readonly shardLine: string | undefined;
}

/**
 * Reads all inputs that say what to publish, and the files they name.
 *
 * @param directory where relative paths begin
 * @throws {UserError} naming the input, and with many targets the target, that cannot be understood
 */
export async function readInputs(inputs: TargetInputs, directory: string): Promise<Targets> {
  const { targets: text, metadata, shard } = inputs;
  if (text === undefined) {
    if (shard !== undefined)
      throw new UserError(
        'input "shard": given without "targets", of which it takes a part; expected it together with a list of targets, or not at all',
      );
    const image = inputs.image;
    const repository = image === undefined ? undefined : inInput("image", () => parseImage(image));
    const more =
      metadata === undefined
        ? undefined
        : await inInput("metadata", async () => {
            const { parseMetadata } = await import("./metadata.ts");
            const read = parseMetadata(metadata);
            // What is wrong in here must not be looked for in the inputs it is put beside.
            parseTags(read.tags, repository);
            await annotationsOf(read.annotations);
            return read;
          });
    const raw: WholeTarget = {
      ...inputs,
      tags: [...inputs.tags, ...(more?.tags ?? [])],
      // A later line wins, so what the user wrote here goes before what was generated.
      annotations: [...(more?.annotations ?? []), ...inputs.annotations],
    };
    const read = await readTarget(raw, directory, (part) => `input "${part}": `);
    return allOf([read]);
  }
  for (const [name, value] of Object.entries({
    sources: inputs.sources,
    tags: inputs.tags,
    metadata: metadata ?? "",
  }))
    if (value.length > 0)
      throw new UserError(
        `input "${name}": given together with "targets", which has its own; only image, annotations, platforms and those of soci may stand beside it`,
      );
  const { ownTargets, readManyTargets } = await import("./many-targets.ts");
  const all = allOf(await readManyTargets(text, inputs, directory));
  return { ...all, ...(await ownTargets(all.targets, shard)) };
}

/** What is to be published, all of it by this run. */
function allOf(read: readonly { target: Target; notices: readonly string[] }[]): Targets {
  const targets = read.map(({ target }) => target);
  const names = targets.flatMap(({ sources, tags }) => [...sources, ...tags]);
  return {
    targets,
    own: targets,
    notices: [...new Set(read.flatMap(({ notices }) => notices)), ...lowerCaseNotices(names)],
    shardLine: undefined,
  };
}
