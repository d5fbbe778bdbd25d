import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { filesOf } from "../../../scripts/folder-files.ts";
import { release } from "../../../scripts/release/release.ts";
import { plainGit, Repository, type RepositoryOptions } from "../../support/git-server/index.ts";
import { scratchRepository } from "../../support/scratch-repository.ts";

/** What stands in for other people's actions: a folder `owner/name` for each. */
export const standIns = fileURLToPath(new URL("../stand-ins", import.meta.url));

export interface ActionRepositories {
  /** The folder of bare repositories, `owner/name.git`. */
  readonly root: string;
  /** The commit of imgpub's release. */
  readonly released: string;
}

let made: Promise<ActionRepositories> | undefined;

afterAll(async () => {
  if (made) await rm((await made).root, { recursive: true, force: true });
});

/** imgpub's release and all stand-ins, made once for the tests of a file. */
export function actionRepositories(): Promise<ActionRepositories> {
  made ??= makeRepositories();
  return made;
}

async function makeRepositories(): Promise<ActionRepositories> {
  const root = await mkdtemp(join(tmpdir(), "imgpub-actions-"));
  const released = await publishRelease(join(root, "acme/imgpub.git"));
  for (const owner of readdirSync(standIns))
    for (const name of readdirSync(join(standIns, owner)))
      await addAction(root, `${owner}/${name}`, Object.fromEntries(filesOf(join(standIns, owner, name))), [
        "v3",
        "v4",
        "v5",
        "v6",
      ]);
  return { root, released };
}

/** A real release of the work tree as it is, with its tags `v1` and `v1.0.0`. */
async function publishRelease(remote: string): Promise<string> {
  await plainGit(["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  await using scratch = await scratchRepository("1.0.0", remote);
  // That dist/ is what the source builds is for `npm run check` to see.
  const { commit } = await release({ folder: scratch.path, version: "1.0.0", staleDist: () => [] });
  return commit;
}

/** Makes a repository `owner/name` in a folder of such, with tags by which workflows name it. */
export async function addAction(
  root: string,
  name: string,
  files: RepositoryOptions["files"] & object,
  tags: readonly string[] = ["v1"],
): Promise<void> {
  const repository = await Repository.create(name, join(root, `${name}.git`), { files });
  for (const tag of tags) await plainGit(["tag", tag, repository.defaultBranch], { cwd: repository.path });
}
