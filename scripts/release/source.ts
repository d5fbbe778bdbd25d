import { UserError } from "../../src/base/errors.ts";
import type { ReleasedCommit } from "./released.ts";
import type { RemoteRefs } from "./remote-refs.ts";

/**
 * Makes sure that what is checked out is what everybody else sees: the head of a branch of the remote.
 *
 * @param branch the remote's default branch unless given
 * @throws {UserError}
 */
export function checkSource(
  source: string,
  branch: string | undefined,
  refs: RemoteRefs,
  remote: string,
): void {
  const name = branch ?? refs.defaultBranch;
  if (name === undefined)
    throw new UserError(`${remote} has no default branch; name the one that is released with --branch`);
  const head = refs.branches.get(name);
  if (head === undefined)
    throw new UserError(
      `${remote} has no branch ${name}; accepted is one whose head is ${source}, which is checked out`,
    );
  if (head !== source)
    throw new UserError(
      `${source} is checked out, and the branch ${name} of ${remote} is at ${head}; ` +
        "accepted is the head of the branch: pull or push, or name another branch with --branch",
    );
}

/**
 * Makes sure that a version that is released already is a release of this source.
 *
 * @throws {UserError}
 */
export function checkSame(
  { version, tree, source }: Pick<ReleasedCommit, "version" | "tree" | "source">,
  wanted: { readonly tree: string; readonly source: string },
  remote: string,
): void {
  if (source === wanted.source && tree === wanted.tree) return;
  const what = source === wanted.source ? "with other files than its dist/" : `from ${source}`;
  throw new UserError(
    `${version} was released on ${remote} already, ${what}, and ${wanted.source} is checked out; ` +
      "a version is released once: accepted is the next one",
  );
}
