import type { FileCommit } from "../git/fast-import.ts";
import { contentOf } from "./file-content.ts";
import type { Job } from "./job.ts";
import type { SeenFile } from "./look.ts";

/** A commit that brings the version, before it is known what it comes on top of. */
export interface Change extends Omit<FileCommit, "parents"> {
  /** The object id of what the file holds before; undefined for no such file. */
  readonly blob: string | undefined;
}

/** The change of a file to the version. */
export function changeOf({ mode, found, blob }: SeenFile, job: Job): Change {
  const { path, version, message, author } = job.request;
  const replaced = found.kind === "file" ? Buffer.from(found.bytes).toString() : undefined;
  const content = Buffer.from(contentOf(version)).toString();
  return { path, mode, blob, content, replaced, message, author, time: commitTime(job) };
}

/**
 * Now, in seconds since the epoch, or later: a branch that is asked for twice, by name and as the default one, would
 * otherwise get the same commit from both, and both would count as having pushed it.
 */
function commitTime({ template: { owner, name }, commitTimes }: Job): number {
  const repository = `${owner}/${name}`.toLowerCase();
  const time = Math.max(Math.floor(Date.now() / 1000), (commitTimes.get(repository) ?? 0) + 1);
  commitTimes.set(repository, time);
  return time;
}
