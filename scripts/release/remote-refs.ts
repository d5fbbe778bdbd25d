import semver, { type SemVer } from "semver";
import { isFinal } from "./version.ts";

/** A tag: what its ref holds, and the commit that it leads to. They differ for an annotated one. */
export interface Tag {
  readonly oid: string;
  readonly commit: string;
}

/** The refs of a remote repository at one moment. */
export interface RemoteRefs {
  /** The branch that HEAD names; undefined when it tells of none. */
  readonly defaultBranch: string | undefined;
  readonly branches: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, Tag>;
}

/** Reads what `git ls-remote --symref` prints. */
export function parseRefs(output: string): RemoteRefs {
  let defaultBranch: string | undefined;
  const branches = new Map<string, string>();
  const tags = new Map<string, Tag>();
  for (const line of output.split("\n")) {
    const [value = "", name = ""] = line.split("\t");
    const [, branch] = /^refs\/heads\/(.+)$/.exec(name) ?? [];
    const [, tag, peeled] = /^refs\/tags\/(.+?)(\^\{\})?$/.exec(name) ?? [];
    if (name === "HEAD" && value.startsWith("ref: refs/heads/")) defaultBranch = value.slice(16);
    if (branch !== undefined) branches.set(branch, value);
    // The commit of an annotated tag follows the tag itself.
    if (tag !== undefined) tags.set(tag, { oid: (peeled && tags.get(tag)?.oid) || value, commit: value });
  }
  return { defaultBranch, branches, tags };
}

/** What a ref of the remote holds, by its full name; undefined when there is no such ref. */
export function oidAt({ branches, tags }: RemoteRefs, ref: string): string | undefined {
  return ref.startsWith("refs/tags/")
    ? tags.get(ref.slice("refs/tags/".length))?.oid
    : branches.get(ref.slice("refs/heads/".length));
}

/** A version that was released, and its commit. */
export interface Release {
  readonly version: SemVer;
  readonly commit: string;
}

/** Every release that the tags tell of, prereleases too. A tag such as `v1` is none. */
export function releasesOf({ tags }: RemoteRefs): Release[] {
  return [...tags].flatMap(([name, { commit }]) => {
    const version = name.startsWith("v") ? semver.parse(name.slice(1)) : null;
    return version && `v${version}` === name ? [{ version, commit }] : [];
  });
}

/** The newest release below a version in its major line, prereleases left out. */
export function previousOf<One extends Release>(releases: readonly One[], version: SemVer): One | undefined {
  return releases
    .filter(({ version: one }) => isFinal(one) && one.major === version.major && semver.lt(one, version))
    .toSorted((a, b) => semver.rcompare(a.version, b.version))[0];
}
