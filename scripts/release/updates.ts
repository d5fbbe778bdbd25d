import semver, { type SemVer } from "semver";
import { UserError } from "../../src/base/errors.ts";
import { type RemoteRefs, releasesOf } from "./remote-refs.ts";
import { isFinal } from "./version.ts";

/** A ref that has to be set: made, forwarded or, where `moves`, taken from what it holds. */
export interface RefUpdate {
  readonly ref: string;
  /** What it holds now; undefined when there is no such ref. */
  readonly from: string | undefined;
  readonly to: string;
  /** Whether it may go anywhere. It goes only if it still holds `from`. */
  readonly moves: boolean;
}

/**
 * What remains to be set for a release: its tag, and for the newest one of a major line also the branch `releases/v1`
 * and the tag `v1`. A prerelease gets its tag alone. None when all is set.
 *
 * @param commit the release's
 * @throws {UserError} when the branch or the tag of the line is at a commit that is no release of it
 */
export function updatesFor(version: SemVer, commit: string, refs: RemoteRefs, remote: string): RefUpdate[] {
  const line = `v${version.major}`;
  const releases = releasesOf(refs).filter(
    (one) => isFinal(one.version) && one.version.major === version.major,
  );
  const updates = [tagUpdate(`v${version}`, commit, refs)];
  if (isFinal(version) && releases.every((one) => semver.lte(one.version, version))) {
    const known = new Set([commit, ...releases.map((one) => one.commit)]);
    const from = refs.branches.get(`releases/${line}`);
    const moving = tagUpdate(line, commit, refs);
    checkKnown(`the branch releases/${line} of ${remote}`, from, line, known);
    checkKnown(`the tag ${line} of ${remote}`, refs.tags.get(line)?.commit, line, known);
    updates.unshift({ ref: `refs/heads/releases/${line}`, from, to: commit, moves: false });
    updates.push({ ...moving, moves: true });
  }
  return updates.filter(({ from, to }) => from !== to);
}

function tagUpdate(name: string, to: string, { tags }: RemoteRefs): RefUpdate {
  const tag = tags.get(name);
  // An annotated tag that leads to the commit is as good as one that is the commit.
  return { ref: `refs/tags/${name}`, from: tag?.commit === to ? to : tag?.oid, to, moves: false };
}

function checkKnown(what: string, at: string | undefined, line: string, known: ReadonlySet<string>): void {
  if (at === undefined || known.has(at)) return;
  throw new UserError(
    `${what} is at ${at}, which is no release of ${line}; accepted is the commit of one: ` +
      "find out who moved it, and put it back or delete it",
  );
}
