import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf } from "../../../scripts/folder-files.ts";
import { isolatedEnvironment, plainGit, temporaryFolder } from "../../support/git-server/index.ts";
import { runAction } from "../../support/runner.ts";
import { scratchRepository } from "../../support/scratch-repository.ts";
import { named, runScript } from "./kit.ts";

test("this project is released, and its actions run from a clone of the tag v1", async () => {
  await using scratch = await scratchRepository("1.0.0");
  const release = (version: string) =>
    runScript(["scripts/release.ts", version], scratch.path, isolatedEnvironment());
  const source = await scratch.git("rev-parse", "HEAD");
  const ran = await release("1.0.0");
  const commit = (await scratch.git("ls-remote", "origin", "refs/tags/v1.0.0")).slice(0, 40);
  expect({ ...ran, stdout: named(ran.stdout, { source, commit }) }).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `Release 1.0.0 from <source>
  commit    <commit>
  tree      <?>, which is dist/ and a file SOURCE
  previous  none
  refs/heads/releases/v1  none → <commit>
  refs/tags/v1.0.0        none → <commit>
  refs/tags/v1            none → <commit>
Pushed to origin.
`,
  });

  await using copy = await temporaryFolder();
  await plainGit(["clone", "--quiet", "--depth=1", "--branch=v1", `file://${scratch.remote}`, copy.path]);
  const files = Object.fromEntries([...filesOf(copy.path)].filter(([path]) => !path.startsWith(".git/")));
  expect(files).toEqual({
    ...Object.fromEntries(filesOf(join(scratch.path, "dist"))),
    SOURCE: Buffer.from(`${source}\n`),
  });
  expect(Object.keys(files)).toContain("publish-index/action.yml");
  const { exitCode, annotations, stderr } = await runAction("publish-index", { dist: copy.path });
  expect({ exitCode, stderr, annotations }).toEqual({
    exitCode: 1,
    stderr: "",
    annotations: [{ level: "error", message: expect.stringMatching(/^input "\w+"/) }],
  });

  await appendFile(join(scratch.path, "actions/wait-digests/README.md"), "More.\n");
  const changelog = join(scratch.path, "CHANGELOG.md");
  await appendFile(changelog, "\n## [1.0.1] - 2026-01-31\n\n- More.\n");
  await scratch.git("commit", "--quiet", "--all", "-m", "Change without a build");
  await scratch.git("push", "--quiet", "origin", "main");
  expect(await release("1.0.1")).toEqual({
    exitCode: 1,
    stdout: "",
    stderr:
      "dist/ is not what the source builds: dist/wait-digests/README.md differs; " +
      "run `npm run build`, commit what it writes, and push\n",
  });
});
