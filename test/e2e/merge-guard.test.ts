import { describe, expect, test } from "vitest";
import { folderOf, workflow } from "../actions/lane/lane.ts";
import type { ForgeProduct } from "../support/forge/types.ts";
import { plainGit } from "../support/git-server/index.ts";
import type { JobReport, RunnerName, RunWorkflow, Site } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { inContainers } from "./scene/in-containers.ts";
import { exampleText, startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";
import { versions } from "./scene/versions.ts";

interface Setting {
  readonly product: ForgeProduct;
  /** What the runner tells jobs besides, where it is not the forge's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The forges whose jobs a runner can run. */
const settings: Readonly<Record<RunnerName, readonly Setting[]>> = {
  act: [{ product: "github" }],
  "gitea-runner": [{ product: "gitea" }, { product: "forgejo", env: { FORGEJO_ACTIONS: "true" } }],
  "forgejo-runner": [{ product: "forgejo" }],
};

const examples: Readonly<Record<ForgeProduct, { readonly check: string; readonly beat: string }>> = {
  gitea: { check: "lane-guard/required-check", beat: "lane-guard/heartbeat" },
  forgejo: { check: "lane-guard/required-check-forgejo", beat: "lane-guard/heartbeat" },
  github: { check: "lane-guard/required-check-github", beat: "lane-guard/heartbeat-github" },
};

const commit = (digit: number) => String(digit).repeat(40);

/** The workflows of a repository with a lane: releases alone use it. */
async function workflowsOf(product: ForgeProduct): Promise<Record<string, string>> {
  const { check, beat } = examples[product];
  const folder = folderOf[product];
  return {
    [`${folder}/lane.yml`]: await exampleText(check),
    [`${folder}/lane-beat.yml`]: await exampleText(beat),
    [`${folder}/release.yml`]: workflow("publish"),
    [`${folder}/release-image.yml`]: workflow("publish", "release", "publish-image"),
  };
}

/** A pull request from a fork whose head has these files, as the event of its being opened tells it. */
async function opened(site: Site, sha: string, files: Readonly<Record<string, string>>) {
  const { forge, repository, token, userToken } = site;
  // `IsForkPullRequest` of Gitea and Forgejo does not ask which event it is: the job's token reads. GitHub's has what the
  // job's permissions say, on pull_request_target.
  if (forge.product !== "github") forge.runners.allow(token, "reader");
  const known = forge.repository(repository);
  known.objects.history.splice(0, Infinity, commit(3), commit(2), commit(1));
  known.objects.commit(sha, files);
  const { number } = known.addPull({ head: "topic", base: "main", sha, headRepository: "mallory/app" });
  // The event has what the API shows.
  const response = await fetch(`${site.url}${forge.apiPath}/repos/${repository}/pulls/${number}`, {
    headers: { authorization: `Bearer ${userToken}` },
  });
  const pull = (await response.json()) as PullRequest;
  forge.log.length = 0;
  return { action: "opened", number, pull_request: pull, repository: pull.base.repo, sender: pull.user };
}

interface Branch {
  readonly ref: string;
  readonly sha: string;
  readonly repo: object;
}

interface PullRequest {
  readonly base: Branch;
  readonly head: Branch;
  readonly user: object;
}

/** The examples wait for a minute and a half, as runners may be unheard for that long. */
const withoutWait = (line: string) => ({ [line]: `wait-timeout: 1s\n          ${line}` });

/** The secret that sets statuses for forks, where the job's own token may not. */
const statusSecret = ({ forge, userToken }: Site): Record<string, string> =>
  forge.product === "github" ? {} : { STATUS_TOKEN: userToken };

/** What the branch protection looks at: the newest status of the context at a commit, that of the run that was last. */
function requiredAt({ forge, repository }: Site, sha: string): string | undefined {
  const latest = forge.repository(repository).latestStatuses(sha);
  return latest.find(({ context }) => context === "lane-guard")?.status;
}

function only(jobs: readonly JobReport[]): JobReport {
  const [job] = jobs;
  if (job === undefined || jobs.length > 1) throw new Error(`${jobs.length} jobs`);
  return job;
}

/** What is run in containers too, on the forge's versions that have lists of runners. */
function anywhere(runWorkflow: RunWorkflow, { product, env = {} }: Setting, lists: readonly string[]): void {
  const path = `${folderOf[product]}/release.yml`;

  const guards = "red without a runner of the lane, green with one, red for one who may not use it";
  test.each(lists)(`%s ${guards}`, async (version) => {
    await using scene = await startScene(runWorkflow, { product, version });
    const { site } = scene;
    const files = await workflowsOf(product);
    const payload = await opened(site, commit(4), files);
    const secrets = { RUNNER_LIST_TOKEN: site.userToken, ...statusSecret(site) };
    const check = async (about: typeof payload) => {
      const event = { name: "pull_request_target", payload: about };
      const report = await scene.run(
        examples[product].check,
        { event, secrets, env },
        withoutWait("ship-jobs:"),
      );
      const job = only(report.jobs);
      expectNoToken(report, site);
      expect(job).toMatchObject({ id: "lane-guard", steps: { 0: job.result } });
      return { job, summary: report.summaries.get("lane-guard") };
    };
    const publisher = site.forge.runners.add({
      at: site.repository,
      labels: ["publish"],
      states: ["offline"],
    });

    const red = await check(payload);
    expect(red.job.result, red.job.log).toBe("failure");
    expect(red.job.log).toMatch(/start a runner with the label "publish": runner-1 is offline/);
    expect(red.job.log).toContain("no-runner, judged by the list of runners");
    expect(red.summary).toContain("❌ no-runner");
    expect(requiredAt(site, commit(4))).toBe("failure");

    publisher.states.splice(0, 1, "idle");
    const green = await check(payload);
    expect(green.job.result, green.job.log).toBe("success");
    expect(green.job.log).toContain("ok, judged by the list of runners");
    expect(green.summary).toContain("runner-1");
    expect(requiredAt(site, commit(4))).toBe("success");

    const theirs = { ...files, [path]: workflow("publish", "[push, pull_request]") };
    const violation = await check(await opened(site, commit(5), theirs));
    expect(violation.job.result, violation.job.log).toBe("failure");
    expect(violation.job.log).toContain(`${path}:4: remove "publish" from the runs-on`);
    expect(violation.summary).toContain("❌ violation");
    expect(requiredAt(site, commit(5))).toBe("failure");
  });

  test("a fork's pull request without a secret: the workflows alone are judged, in a checkout", async () => {
    await using scene = await startScene(runWorkflow, { product });
    const { site } = scene;
    const files = await workflowsOf(product);
    const payload = await opened(site, commit(4), files);
    const repository = await site.git.repository(site.repository, { files });
    const ref = "refs/pull/1/head";
    const check = async () => {
      await plainGit(["update-ref", ref, "main"], { cwd: repository.path });
      const event = { name: "pull_request", ref, payload };
      return only((await scene.run("lane-guard/static", { event, env })).jobs);
    };
    const fine = await check();
    expect(fine.result, fine.log).toBe("success");
    expect(fine.log).toContain("ok, judged by the workflows alone (mode: static)");

    await repository.commit({ [path]: workflow("publish", "[push, pull_request]") });
    const violation = await check();
    expect(violation.result, violation.log).toBe("failure");
    expect(violation.log).toContain(`${path}:4: remove "publish" from the runs-on`);
    expect(site.forge.log).toEqual([]);
  });
}

onEachRunner("merge guard", (runWorkflow, runner) => {
  describe.each(settings[runner])("$product", (setting) => {
    const { product, env = {} } = setting;
    anywhere(runWorkflow, setting, versions[product].lists);

    const beats = "the heartbeat pair: green with a fresh one, red without or with a stale one";
    test.each(versions[product].heartbeats)(`%s ${beats}`, async (version) => {
      await using scene = await startScene(runWorkflow, { product, version });
      const { site } = scene;
      const payload = await opened(site, commit(4), await workflowsOf(product));
      const check = async () => {
        const run = { event: { name: "pull_request_target", payload }, env, secrets: statusSecret(site) };
        const changes = withoutWait("heartbeat-max-age: 30m");
        const report = await scene.run("lane-guard/heartbeat-check", run, changes);
        expectNoToken(report, site);
        return only(report.jobs);
      };

      const absent = await check();
      expect(absent.result, absent.log).toBe("failure");
      expect(absent.log).toContain("no heartbeat of the lane publish is known");
      expect(requiredAt(site, commit(4))).toBe("failure");
      // The schedule is no pull request's.
      site.forge.runners.allow(site.token, "writer");

      const { jobs } = await scene.run(examples[product].beat, {
        event: { name: "schedule", payload: { schedule: "*/10 * * * *" } },
        env,
      });
      expect(only(jobs), only(jobs).log).toMatchObject({ id: "beat", result: "success" });
      expect(site.forge.repository(site.repository).latestStatuses(commit(1))).toMatchObject([
        { context: "lane/publish", status: "success" },
      ]);

      const fresh = await check();
      expect(fresh.result, fresh.log).toBe("success");
      expect(fresh.log).toContain(
        `ok, judged by no list of runners, and the heartbeats at commit ${commit(1).slice(0, 10)}`,
      );

      expect(requiredAt(site, commit(4))).toBe("success");

      site.forge.now = () => Date.now() + 31 * 60_000;
      const stale = await check();
      expect(stale.result, stale.log).toBe("failure");
      expect(stale.log).toContain("is 31 min old, more than 30 min");
    });

    test("a job that could ask for anything: red until a line settles it", async () => {
      await using scene = await startScene(runWorkflow, { product });
      const { site } = scene;
      site.forge.runners.add({ at: site.repository, labels: ["publish"], states: ["idle"] });
      const secrets = { RUNNER_LIST_TOKEN: site.userToken, ...statusSecret(site) };
      const build = `${folderOf[product]}/build.yml`;
      const files = {
        ...(await workflowsOf(product)),
        [build]: workflow('"${{ vars.RUNNER }}"', "pull_request", "build"),
      };
      const check = async (sha: string, changes: Record<string, string> = {}) => {
        const event = { name: "pull_request_target", payload: await opened(site, sha, files) };
        const example = "lane-guard/resolved";
        return only((await scene.run(example, { event, secrets, env }, changes)).jobs);
      };
      const settled = await check(commit(4), withoutWait("on-unresolved: fail"));
      expect(settled.result, settled.log).toBe("success");
      expect(requiredAt(site, commit(4))).toBe("success");

      const line = "build.yml:build = linux, linux + arm64";
      const open = await check(commit(5), { ...withoutWait("on-unresolved: fail"), [line]: "# none" });
      expect(open.result, open.log).toBe("failure");
      expect(open.log).toContain(`${build}:4: write out the runs-on of the job "build"`);
      expect(requiredAt(site, commit(5))).toBe("failure");
    });
  });
});

await inContainers("merge guard", (runWorkflow, runner) => {
  const [setting] = settings[runner];
  if (setting) anywhere(runWorkflow, setting, versions[setting.product].lists.slice(-1));
});
