import { type PullSummary, pullOverHttp } from "../images/images.ts";
import { PlainClient } from "../images/plain-client.ts";
import { ociIndex } from "../registry/store/manifest-document.ts";

/** What a registry holds under the tags of a target. */
export interface Found extends PullSummary {
  /** Whether the index lists indexes instead of images. */
  readonly nested: boolean;
}

/**
 * Reads one tag with all that it leads to, and the digests of the others.
 *
 * @throws Error when anything is absent or not what it should be, or the tags are not all the same
 */
export async function findImage(
  origin: string,
  repository: string,
  [first = "", ...others]: readonly string[],
): Promise<Found> {
  const summary = await pullOverHttp(origin, repository, first);
  const client = new PlainClient(origin);
  const headers = { accept: ociIndex };
  const read = (tag: string) => client.call("GET", `/v2/${repository}/manifests/${tag}`, [200], { headers });
  const top = await read(first);
  for (const tag of others)
    if (!(await read(tag)).body.equals(top.body)) throw new Error(`${repository}: ${tag} is not ${first}`);
  const { manifests = [] } = JSON.parse(top.body.toString()) as { manifests?: { mediaType: string }[] };
  return { ...summary, nested: manifests.some(({ mediaType }) => mediaType === ociIndex) };
}
