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

const accepted = "expected a metadata file of docker buildx build, bake or imagetools create";
const digestKeys = ["containerimage.digest", "containerimage.descriptor"];

/**
 * Reads a metadata file of `docker buildx build --metadata-file`, or of `bake`, which has one such object for each
 * of its targets, or of `imagetools create --metadata-file`, which has a descriptor in place of the digest
 * (`runCreate` in commands/imagetools/create.go of buildx 0.38).
 *
 * @throws {UserError} when the text is no JSON, or holds no digest of an image
 */
export function parseBuildMetadata(text: string): BuiltImage[] {
  const value = parseJson(text);
  if (isRecord(value)) {
    const images = [value, ...Object.values(value)].filter(isOfImage).map(builtImage);
    if (images.length > 0) return images;
  }
  throw new UserError(
    `${value === undefined ? "it is not JSON" : `it holds no ${digestKeys.join(" or ")}`}; ${accepted}`,
  );
}

function isOfImage(part: unknown): part is Record<string, unknown> {
  return isRecord(part) && digestKeys.some((key) => (part[key] ?? undefined) !== undefined);
}

function builtImage(part: Record<string, unknown>): BuiltImage {
  const descriptor = part["containerimage.descriptor"];
  const digest = part["containerimage.digest"] || (isRecord(descriptor) ? descriptor.digest : descriptor);
  const name = part["image.name"] ?? "";
  if (typeof digest !== "string" || !isDigest(digest) || typeof name !== "string")
    throw new UserError(
      `its containerimage.digest is ${typeof digest === "string" ? quoted(digest) : bounded(String(JSON.stringify(digest)), 200)}; ${accepted} that pushed`,
    );
  return {
    digest,
    names: name
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  };
}
