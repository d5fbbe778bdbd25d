import { inInput, UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { ownEntries } from "../../jobs/own-entries.ts";
import type { Target } from "../target.ts";
import type { RawSoci } from "./raw-soci.ts";
import { type RawTarget, readTarget, type WholeTarget } from "./raw-target.ts";
import { readTargets } from "./targets-file.ts";

/**
 * Reads the input `targets`, each target with the defaults that other inputs give.
 *
 * @param text YAML or JSON, or the path of a file that holds it
 * @param directory where relative paths begin
 * @throws {UserError} naming the target, or the line and column, that cannot be understood
 */
export async function readManyTargets(
  text: string,
  defaults: Pick<WholeTarget, "image" | "annotations" | "platforms"> & RawSoci,
  directory: string,
): Promise<{ target: Target; notices: readonly string[] }[]> {
  const raws = await inInput("targets", () => readTargets(text, directory));
  const names = uniqueNames(raws);
  const isUsed = raws.some(({ soci }) => soci);
  const read = [];
  for (const [index, raw] of raws.entries()) {
    const name = names[index] ?? "";
    const whole: WholeTarget = {
      ...sociDefaults(raw, defaults, isUsed),
      ...raw,
      name,
      ...(raw.image === undefined && defaults.image !== undefined && { image: defaults.image }),
      annotations: raw.annotations ?? defaults.annotations,
      platforms: raw.platforms ?? defaults.platforms,
    };
    read.push(
      await readTarget(whole, directory, (part) => `input "targets": target ${quoted(name)}: ${part}: `),
    );
  }
  return read;
}

/** The targets of the shard, and what is said of it; all of them without one. */
export async function ownTargets(
  targets: readonly Target[],
  shard: string | undefined,
): Promise<{ own: readonly Target[]; shardLine: string | undefined }> {
  const { entries, shardLine } = await ownEntries(shard, targets, ({ name }) => name, "target");
  return { own: entries, shardLine };
}

/** What the inputs say of lazy loading, for a target that has it; for others too where none has, as it is a mistake then. */
function sociDefaults({ soci }: RawSoci, defaults: RawSoci, isUsed: boolean): RawSoci {
  if (soci === false || (soci === undefined && !defaults.soci && isUsed)) return {};
  return {
    ...{ soci: defaults.soci, "soci-platforms": defaults["soci-platforms"] ?? [] },
    "soci-min-layer-size": defaults["soci-min-layer-size"],
    "soci-span-size": defaults["soci-span-size"],
    "soci-tag-suffix": defaults["soci-tag-suffix"],
  };
}

/** Every target's own name: as written, else by its image or tag, with a number where that is taken. */
function uniqueNames(raws: readonly RawTarget[]): string[] {
  const taken = new Set<string>();
  for (const { name } of raws) {
    if (name === undefined) continue;
    if (taken.has(name))
      throw new UserError(
        `input "targets": two targets are named ${quoted(name)}; give each a name of its own`,
      );
    taken.add(name);
  }
  return raws.map(({ name, image, tags }, index) => {
    if (name !== undefined) return name;
    const base = image ?? tags[0]?.replace(/:[^/:]*$/, "") ?? `target ${index + 1}`;
    let unique = base;
    for (let number = 2; taken.has(unique); number++) unique = `${base} (${number})`;
    taken.add(unique);
    return unique;
  });
}
