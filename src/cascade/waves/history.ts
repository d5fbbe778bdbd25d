import { blobId } from "../../git/blobs.ts";
import { cloneBare } from "../../git/clone.ts";
import { contentOf } from "../file-content.ts";
import { repositoryPath, type Template } from "../inputs/templates.ts";
import type { Request } from "../request.ts";
import type { Tools } from "../tools.ts";

/** So many commits of a branch are looked at. */
const most = 10;

/**
 * The newest commits of a branch that hold the version, newest first, back to the one that brought it: those that the
 * branch itself was at, which are the first parents. A merge of a pull request brings what its second parent made. Five
 * requests.
 *
 * @throws {GitError}
 */
export async function commitsWithVersion(
  template: Template,
  branch: string,
  { path, version }: Pick<Request, "path" | "version">,
  { git, contents, signal }: Pick<Tools, "git" | "contents" | "signal">,
): Promise<string[]> {
  const { clone } = await cloneBare(git, repositoryPath(template), branch, contents, signal);
  try {
    const found = await clone.fetch(branch, signal, most);
    if (found === undefined) return [];
    const args = ["rev-list", "--first-parent", `--max-count=${most}`, found.head, "--"];
    const { stdout } = await clone.local(args, signal);
    const commits: string[] = [];
    for (const commit of stdout.toString().trim().split("\n")) {
      const oid = (await clone.entries(commit, [path], signal)).get(path)?.oid;
      if (oid !== blobId(contentOf(version), commit)) break;
      commits.push(commit);
    }
    return commits;
  } finally {
    await clone.dispose();
  }
}
