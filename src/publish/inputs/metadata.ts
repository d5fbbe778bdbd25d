import { UserError } from "../../base/errors.ts";
import { isRecord, parseJson } from "../../base/json.ts";

/** What docker/metadata-action's `json` output says that concerns an index. */
export interface Metadata {
  readonly tags: readonly string[];
  readonly annotations: readonly string[];
}

/**
 * Reads docker/metadata-action's `json` output.
 *
 * @throws {UserError} when the text is no JSON, or JSON of another shape
 */
export function parseMetadata(text: string): Metadata {
  const value = parseJson(text);
  const given = isRecord(value) ? value : {};
  const { tags } = given;
  const annotations = given.annotations ?? [];
  if (!isTexts(tags) || !isTexts(annotations))
    throw new UserError(
      `${value === undefined ? "the text is not JSON" : `the JSON has no list of texts "${isTexts(tags) ? "annotations" : "tags"}"`}; expected the output "json" of docker/metadata-action`,
    );
  return { tags, annotations };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
