import { inInput, UserError } from "../errors.ts";
import { parsePlatform } from "../registry/platform.ts";
import { parseImage, type Reference } from "../registry/reference.ts";
import { parseAnnotations } from "./annotations.ts";
import { parseMetadata } from "./metadata.ts";
import { expandSources } from "./sources.ts";
import { parseTags } from "./tags.ts";
import type { Target } from "./target.ts";
import { type RawTarget, readTargets } from "./targets-file.ts";

/** The inputs that say what to publish. */
export interface TargetInputs extends Omit<RawTarget, "name"> {
  readonly metadata: string | undefined;
  readonly targets: string | undefined;
}

/** What is to be published, and what the user should know of how it was understood. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly notices: readonly string[];
}

/**
 * Reads all inputs that say what to publish, and the files they name.
 *
 * @param directory where relative paths begin
 * @throws {UserError} naming the input, and with many targets the target, that cannot be understood
 */
export async function readInputs(inputs: TargetInputs, directory: string): Promise<Targets> {
  const { targets: text, metadata } = inputs;
  if (text === undefined) {
    const image = inputs.image;
    const repository = image === undefined ? undefined : inInput("image", () => parseImage(image));
    const more =
      metadata === undefined
        ? undefined
        : inInput("metadata", () => {
            const read = parseMetadata(metadata);
            // What is wrong in here must not be looked for in the inputs it is put beside.
            parseTags(read.tags, repository);
            parseAnnotations(read.annotations);
            return read;
          });
    const raw: RawTarget = {
      ...inputs,
      tags: [...inputs.tags, ...(more?.tags ?? [])],
      // A later line wins, so what the user wrote here goes before what was generated.
      annotations: [...(more?.annotations ?? []), ...inputs.annotations],
    };
    const read = await readTarget(raw, directory, (part) => `input "${part}": `);
    return { targets: [read.target], notices: read.notices };
  }
  for (const [name, value] of Object.entries({
    sources: inputs.sources,
    tags: inputs.tags,
    metadata: metadata ?? "",
  }))
    if (value.length > 0)
      throw new UserError(
        `input "${name}": given together with "targets", which has its own; accepted beside it are image, annotations and platforms, as defaults`,
      );
  const raws = await named("targets", () => readTargets(text, directory));
  const names = uniqueNames(raws);
  const read = [];
  for (const [index, raw] of raws.entries()) {
    const name = names[index] ?? "";
    const whole: RawTarget = {
      ...raw,
      name,
      ...(raw.image === undefined && inputs.image !== undefined && { image: inputs.image }),
      annotations: raw.annotations.length > 0 ? raw.annotations : inputs.annotations,
      platforms: raw.platforms.length > 0 ? raw.platforms : inputs.platforms,
    };
    read.push(
      await readTarget(
        whole,
        directory,
        (part) => `input "targets": target ${JSON.stringify(name)}: ${part}: `,
      ),
    );
  }
  return {
    targets: read.map(({ target }) => target),
    notices: [...new Set(read.flatMap(({ notices }) => notices))],
  };
}

async function readTarget(
  raw: RawTarget,
  directory: string,
  where: (part: string) => string,
): Promise<{ target: Target; notices: readonly string[] }> {
  const part = <T>(name: string, read: () => T | Promise<T>): Promise<T> => prefixed(where(name), read);
  const image = await part("image", () => (raw.image === undefined ? undefined : parseImage(raw.image)));
  const tags = await part("tags", () => {
    const parsed = parseTags(raw.tags, image);
    if (parsed.length === 0)
      throw new UserError("there are no tags; accepted is at least one tag to publish");
    return parsed;
  });
  const platforms = await part("platforms", () => raw.platforms.map((text) => parsePlatform(text)));
  const { notices, ...annotations } = await part("annotations", () => parseAnnotations(raw.annotations));
  const sources = await part("sources", async () => {
    const found = await expandSources(raw.sources, image, directory);
    if (found.length === 0)
      throw new UserError("there are no sources; accepted is at least one image or index to publish");
    return found;
  });
  const name = raw.name ?? nameOf(image ?? tags[0]);
  return { target: { name, sources, tags, merge: annotations, platforms }, notices };
}

function nameOf(reference: Reference | undefined): string {
  return reference?.repository ?? "image";
}

/** Every target's own name: as written, else by its image or tag, with a number where that is taken. */
function uniqueNames(raws: readonly RawTarget[]): string[] {
  const taken = new Set<string>();
  for (const { name } of raws) {
    if (name === undefined) continue;
    if (taken.has(name))
      throw new UserError(
        `input "targets": two targets are named ${JSON.stringify(name)}; accepted is a name of its own for each`,
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

function named<T>(input: string, read: () => Promise<T>): Promise<T> {
  return prefixed(`input "${input}": `, read);
}

async function prefixed<T>(prefix: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${prefix}${error.message}`, { cause: error });
    throw error;
  }
}
