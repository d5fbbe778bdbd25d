import type { SemVer } from "semver";
import { ReportedError, UserError } from "../../src/base/errors.ts";
import { bounded } from "../../src/base/text.ts";
import { checkAddresses } from "./addresses.ts";
import { entryOf } from "./changelog.ts";
import { checkDescent, relatedTo } from "./descent.ts";
import { Git, withoutCredentials } from "./git.ts";
import { outcomeOf } from "./outcome.ts";
import { type ReleasedCommit, readReleased, strayTag } from "./released.ts";
import { fetchReleases, push, readRemote } from "./remote.ts";
import { previousOf, type Release, releasesOf } from "./remote-refs.ts";
import { checkSame, checkSource } from "./source.ts";
import { type RefUpdate, updatesFor } from "./updates.ts";
import { checkFollows, readVersion } from "./version.ts";
import {
  committedFile,
  convertedFiles,
  dirtyFiles,
  headOf,
  historyOf,
  writeCommit,
  writeTree,
} from "./work-tree.ts";

export interface ReleaseOptions {
  /** The work tree to release what is checked out of. */
  readonly folder: string;
  /** Such as `1.2.3`. */
  readonly version: string | undefined;
  /** A remote of the work tree, or an address; `origin` unless given. */
  readonly remote?: string | undefined;
  /** The branch of the remote whose head is released; its default branch unless given. */
  readonly branch?: string | undefined;
  /** Whether to check everything and publish nothing. */
  readonly dryRun?: boolean | undefined;
  /** What git runs with; the process's own environment unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Names every file in the folder's `dist/` that is not what the source builds. */
  readonly staleDist: (folder: string) => readonly string[];
}

export interface Released {
  readonly version: string;
  /** The commit that was checked out. */
  readonly source: string;
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly remote: string;
  /** What was set, or would be; nothing when the version was released before. */
  readonly updates: readonly RefUpdate[];
  readonly dryRun: boolean;
}

/**
 * Publishes the committed `dist/` of a work tree as a release, all of it or nothing. The same version of the same
 * source again completes what is missing, if anything is.
 *
 * @throws {UserError} before anything is published, with what has to be mended
 * @throws {ReportedError} when git or the remote fails
 */
export async function release(options: ReleaseOptions): Promise<Released> {
  const { folder, remote = "origin", dryRun = false, env = process.env } = options;
  const version = readVersion(options.version);
  const git = new Git({ folder, env });
  const { source, entry } = await readSource(git, version.version);
  await checkAddresses(git, remote);
  const shown = withoutCredentials(remote);
  const refs = await readRemote(git, remote);
  const releases = releasesOf(refs);
  const same = releases.find((one) => one.version.version === version.version);
  if (!same) checkSource(source, options.branch, refs, shown);
  const wanted = same ? [same] : relatedTo(version, releases);
  await fetchReleases(git, remote, wanted, !same);
  const { released: related, strays } = await readReleased(git, wanted);
  const needed = same ?? previousOf(wanted, version);
  if (needed && strays.includes(needed)) throw strayTag(needed, shown);
  const before = same && related[0];
  if (!before) {
    checkVersion(version, releases, strays, shown);
    if (related.length > 0) checkDescent(version, source, await historyOf(git, source), related, shown);
    checkDist(options.staleDist(folder), await convertedFiles(git, source));
  }

  const tree = await writeTree(git, source);
  if (before) checkSame(before, { tree, source }, shown);
  const parents = before?.parents ?? parentsOf(previousOf(related, version), source);
  const message = `Release ${version}\n\n${entry}\n`;
  const commit = before?.commit ?? (await writeCommit(git, source, { tree, parents, message }));
  const updates = updatesFor(version, commit, refs, shown);
  const released = {
    version: version.version,
    source,
    commit,
    tree,
    parents,
    remote: shown,
    updates,
    dryRun,
  };
  if (updates.length > 0) await publish(git, remote, released);
  return released;
}

/** The commit that is checked out and its changelog's entry for the version, once nothing else is in the work tree. */
async function readSource(git: Git, version: string): Promise<{ source: string; entry: string }> {
  const source = await headOf(git);
  const dirty = await dirtyFiles(git);
  if (dirty.length > 0)
    throw new UserError(
      `the work tree holds what is not committed: ${listed(dirty)}; accepted is a clean one: commit it, or take it away`,
    );
  const file = "CHANGELOG.md";
  const text = await committedFile(git, file);
  if (text === undefined)
    throw new UserError(`${source} has no ${file}; accepted is one with an entry for ${version}`);
  return { source, entry: entryOf(text, version, file) };
}

function checkDist(stale: readonly string[], converted: readonly string[]): void {
  if (converted.length > 0)
    throw new UserError(
      `the work tree holds other bytes than the commit: ${listed(converted)}; ` +
        "accepted are the same: git has a filter for them, or converts their line ends",
    );
  if (stale.length === 0) return;
  throw new UserError(
    `dist/ is not what the source builds: ${listed(stale)}; run \`npm run build\`, commit what it writes, and push`,
  );
}

/** A tag that is no release counts for what it says, and is told of where it is in the way alone. */
function checkVersion(
  version: SemVer,
  releases: readonly Release[],
  strays: readonly Release[],
  remote: string,
): void {
  const versions = releases.filter((one) => !strays.includes(one)).map((one) => one.version);
  checkFollows(version, versions, remote);
  for (const stray of strays)
    try {
      checkFollows(version, [...versions, stray.version], remote);
    } catch {
      throw strayTag(stray, remote);
    }
}

const parentsOf = (previous: ReleasedCommit | undefined, source: string) =>
  previous ? [previous.commit, source] : [source];

/** @param remote as git is told it; what is told to people has no password in it */
async function publish(git: Git, remote: string, released: Released): Promise<void> {
  const { version, updates, dryRun, remote: shown } = released;
  const refused = await push(git, remote, updates, dryRun);
  if (refused === undefined) return;
  if (dryRun) throw new ReportedError(`${refused.by} would refuse the push of ${version}: ${refused.why}`);
  const now = await readRemote(git, remote).catch(() => undefined);
  const failure = outcomeOf(version, updates, shown, refused, now);
  if (failure !== undefined) throw new ReportedError(failure);
}

/** The first of many names, for a sentence. */
function listed(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `${names
    .slice(0, 3)
    .map((name) => bounded(name, 100))
    .join(", ")}${more}`;
}
