import type { Target } from "../target.ts";

/** The target of the converted index, beside that of the plain one: each tag with a suffix, moving where its tag does. */
export function suffixedTarget(target: Target, tagSuffix: string): Target {
  const tags = target.tags.map((reference) => ({ ...reference, tag: `${reference.tag ?? ""}${tagSuffix}` }));
  return { ...target, tags, tagSuffix };
}
