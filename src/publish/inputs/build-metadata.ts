import { UserError } from "../../base/errors.ts";
import { isRecord, parseJson } from "../../base/json.ts";
import { bounded, quoted } from "../../base/text.ts";
import { type Digest, isDigest } from "../../image/digest.ts";

/** An image that a build reported. */
export interface BuiltImage {
  readonly digest: Digest;
  /** References or repositories under which it was pushed; empty when the build does not tell. */
  readonly names: readonly string[];
}

/**
 * Reads a metadata file of `docker buildx build --metadata-file`, or of `bake`, which has one such object for each
 * of its targets.
 *
 * @throws {UserError} when the text is no JSON, or holds no `containerimage.digest`
 */
export function parseBuildMetadata(text: string): BuiltImage[] {
  const value = parseJson(text);
  if (isRecord(value)) {
    const images = ["containerimage.digest" in value ? value : [], ...Object.values(value)]
      .filter((part) => isRecord(part) && "containerimage.digest" in part)
      .map((part) => builtImage(part as Record<string, unknown>));
    if (images.length > 0) return images;
  }
  throw new UserError(
    `${value === undefined ? "it is not JSON" : "it holds no containerimage.digest"}; expected a metadata file of docker buildx build or bake`,
  );
}

function builtImage(part: Record<string, unknown>): BuiltImage {
  const digest = part["containerimage.digest"];
  const name = part["image.name"] ?? "";
  if (typeof digest !== "string" || !isDigest(digest) || typeof name !== "string")
    throw new UserError(
      `its containerimage.digest is ${typeof digest === "string" ? quoted(digest) : bounded(JSON.stringify(digest), 200)}; expected a metadata file of docker buildx build or bake that pushed`,
    );
  return {
    digest,
    names: name
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  };
}
