import type { FileCommit } from "../git/fast-import.ts";
import { contentOf } from "./file-content.ts";
import type { Job } from "./job.ts";
import type { SeenFile } from "./look.ts";

/** A commit that brings the version, before it is known what it comes on top of. */
export type Change = Omit<FileCommit, "parents">;

/** The change of a file to the version. */
export function changeOf({ mode, found }: SeenFile, job: Job): Change {
  const { path, version, message, author } = job.request;
  const replaced = found.kind === "file" ? Buffer.from(found.bytes).toString() : undefined;
  const content = Buffer.from(contentOf(version)).toString();
  return { path, mode, content, replaced, message, author, time: commitTime(job) };
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
