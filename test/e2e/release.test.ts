import { execFileSync } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plainGit, temporaryFolder } from "../support/git-server/index.ts";
import { scratchRepository } from "../support/scratch-repository.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * A folder with an npm that has nothing to install, as what is installed here is linked into the checkout, and nothing
 * to check, as that is for a run of its own.
 */
async function installedNpm() {
  const folder = await temporaryFolder();
  const npm = execFileSync("which", ["npm"], { encoding: "utf8" }).trim();
  const script = [
    "#!/bin/sh -e",
    `[ -e node_modules ] || ln -s "${join(root, "node_modules")}" node_modules`,
    "echo /node_modules >>.git/info/exclude",
    `[ "$2" = check ] || exec "${npm}" "$@"`,
  ];
  await writeFile(join(folder.path, "npm"), `${script.join("\n")}\n`);
  await chmod(join(folder.path, "npm"), 0o755);
  return folder;
}

onEachRunner("this project's workflow for releases", (runWorkflow, runner) => {
  const folder = runner === "act" ? ".github" : ".gitea";

  test("pushes a release of what is on main with the job's token", async () => {
    await using npm = await installedNpm();
    await using scene = await startScene(runWorkflow, { jobsPush: true, programs: npm.path });
    const { git, repository } = scene.site;
    const { path } = await git.repository(repository);
    await using scratch = await scratchRepository("1.0.0", path);
    const source = await scratch.git("rev-parse", "HEAD");
    const text = await readFile(join(root, folder, "workflows/release.yml"), "utf8");
    // Servers tell all inputs as texts.
    const dispatch = async (inputs: Readonly<Record<string, string>>) => {
      const payload = { inputs, repository: { default_branch: "main" } };
      const event = { name: "workflow_dispatch", sha: source, payload };
      const report = await scene.runText(text.replace(/checkout@\w+/, "checkout@v4"), { event });
      expectNoToken(report, scene.site);
      return report.jobs;
    };
    const refs = async () => {
      const { stdout } = await plainGit(["for-each-ref", "--format=%(refname) %(parent)"], { cwd: path });
      return stdout
        .trim()
        .split("\n")
        .map((line) => line.trim());
    };

    const [tried] = await dispatch({ version: "1.0.0", "dry-run": "true" });
    expect(tried?.result, tried?.log).toBe("success");
    expect(await refs()).toEqual(["refs/heads/main"]);

    expect(tried?.log).toContain("Nothing was pushed");

    const [released] = await dispatch({ version: "1.0.0", "dry-run": "false" });
    expect(released?.result, released?.log).toBe("success");
    expect(await refs()).toEqual([
      "refs/heads/main",
      `refs/heads/releases/v1 ${source}`,
      `refs/tags/v1 ${source}`,
      `refs/tags/v1.0.0 ${source}`,
    ]);

    const [refused] = await dispatch({ version: '1.0.1"; echo "$TOKEN', "dry-run": "false" });
    expect(refused?.result).toBe("failure");
    expect(refused?.log).toContain("is not the version of a release; accepted is one such as 1.2.3");
    expect(await refs()).toHaveLength(4);
  });
});
