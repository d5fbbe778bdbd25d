import fc from "fast-check";
import { gt } from "semver";
import { expect, test } from "vitest";
import { onCommit } from "../actions/cascade/api/ways.ts";
import { type ForgeServer, startForgeServer } from "../actions/cascade/forges.ts";
import { noJitter } from "../actions/step.ts";
import type { ForgeRecord, Reply } from "../support/forge/types.ts";
import { type GitServer, plainGit, type Repository } from "../support/git-server/index.ts";
import { type RunResult, runAction } from "../support/runner.ts";

const path = ".runtime-version";
const workflow = `on: push\njobs:\n  build:\n    steps:\n      - run: cat ${path}\n`;
const first = "1.2.0";

interface Run {
  readonly version: string;
  readonly "on-newer": "overwrite" | "skip" | "fail";
}

/** What of one template the output `json` says. */
interface Report {
  readonly template: string;
  readonly state: string;
  readonly commit: string | null;
}

/** What several cascades are to meet. */
interface Scene {
  readonly templates: number;
  readonly runs: readonly Run[];
  /** Before which of the requests that push somebody else pushes to the same repository, from 1. */
  readonly others: readonly number[];
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  templates: fc.integer({ min: 1, max: 3 }),
  runs: fc.array(
    fc.record({
      version: fc.constantFrom("1.0.0", first, "1.3.0-rc.1", "1.3.0", "2.0.0+build.7"),
      "on-newer": fc.constantFrom("overwrite", "skip", "fail"),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  others: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
});

/** How commits are made, and on which forge. */
const ways = ["git", "gitea", "github"] as const;

test.each(ways)(
  "cascades at the same time never lose a commit, and report what they made: %s",
  async (way) => {
    await using made = await startForgeServer({ product: way === "git" ? "gitea" : way });
    let scene = 0;
    await fc.assert(
      fc.asyncProperty(scenes, (one) => play(made, way, `scene-${++scene}`, one)),
      // A counterexample is of use as it is: which push comes first is not in our hands.
      { numRuns: 12, endOnFailure: true },
    );
  },
);

async function play(
  { server, forge }: ForgeServer,
  way: (typeof ways)[number],
  owner: string,
  { templates, runs, others }: Scene,
): Promise<void> {
  const files = { ".github/workflows/publish-image.yml": workflow, [path]: `${first}\n` };
  const repositories = await Promise.all(
    ["a", "b", "c"].slice(0, templates).map((name) => server.repository(`${owner}/${name}`, { files })),
  );
  for (const repository of repositories) await keepHeads(repository);
  for (const { name } of repositories) forge.repository(name);
  let writes = 0;
  const raceIn = async (name: string | undefined) => {
    const n = ++writes;
    const written = repositories.find((one) => one.name === name);
    if (others.includes(n)) await written?.commit({ [`other-${n}.txt`]: "theirs\n" });
  };
  server.faults.add({
    match: { service: "receive-pack", phase: "rpc" },
    times: Number.POSITIVE_INFINITY,
    act: {
      name: "somebody else",
      run: async (call, next) => {
        await raceIn(call.repository);
        return next();
      },
    },
  });
  const fault = {
    match: onCommit,
    times: Number.POSITIVE_INFINITY,
    act: async (request: ForgeRecord, next: () => Reply) => {
      await raceIn(repositoryOf(request));
      return next();
    },
  };
  forge.faults.add(fault);
  const ended = await Promise.all(runs.map((run) => cascade(server, repositories, run, way)));
  server.faults.clear();
  forge.faults.clear();

  const asked = [first, ...runs.map(({ version }) => version)];
  const hasHigher = (run: Run) => asked.some((one) => gt(one, run.version));
  const texts = ended.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(texts).not.toContain("unexpected");
  for (const repository of repositories) {
    const log = await repository.log();
    const inHistory = new Map(log.map((commit) => [commit.sha, commit]));
    // Every commit that was ever the head is still there, and the history is one line.
    const heads = await headsOf(repository);
    expect(heads.length).toBe(log.length - 1);
    expect(heads.filter((head) => !inHistory.has(head))).toEqual([]);
    expect(log.map(({ parents }) => parents)).toEqual([...log.slice(1).map(({ sha }) => [sha]), []]);

    const claimed = new Set<string>();
    for (const [at, run] of runs.entries()) {
      const { state, commit } = reportOf(ended[at], repository.name);
      expect(["updated", "unchanged", "superseded", "failed"]).toContain(state);
      expect(commit !== null, `${repository.name}: ${state}`).toBe(state === "updated");
      if (state === "superseded") expect(hasHigher(run)).toBe(true);
      if (commit === null) continue;
      claimed.add(commit);
      expect(inHistory.get(commit)).toMatchObject({ files: [path], author: { name: authorOf(way) } });
      expect(await contentAt(repository, commit)).toBe(`${run.version}\n`);
    }
    // Two that make the same commit in the same second both have it pushed.
    const ours = log.filter(({ author }) => author.name === authorOf(way)).map(({ sha }) => sha);
    expect(ours.toSorted()).toEqual([...claimed].toSorted());
    for (const { files } of log.slice(0, -1)) expect(files).toHaveLength(1);

    const held = (await repository.read(path))?.toString() ?? "";
    expect(asked.map((version) => `${version}\n`)).toContain(held);
  }
  // A push is lost to another one that got through, of which there are fewer than attempts.
  for (const [at, run] of runs.entries())
    if (run["on-newer"] !== "fail" || !hasHigher(run)) expect(ended[at]?.exitCode, texts).toBe(0);
}

/** GitHub makes the token's user the author. */
const authorOf = (way: (typeof ways)[number]) => (way === "github" ? "cascade-bot" : "imgpub");

/** The repository that a request for a commit names. */
function repositoryOf({ path: route, body }: ForgeRecord): string | undefined {
  const [, name] = /^\/repos\/([^/]+\/[^/]+)\//.exec(route) ?? [];
  return name ?? /"repositoryNameWithOwner":"([^"]+)"/.exec(JSON.stringify(body))?.[1];
}

function cascade(
  server: GitServer,
  repositories: readonly Repository[],
  run: Run,
  way: (typeof ways)[number],
): Promise<RunResult> {
  return runAction("cascade-runtime-version", {
    inputs: {
      ...run,
      "commit-through": way === "git" ? "git" : "api",
      templates: repositories.map(({ name }) => name).join("\n"),
      token: server.token,
      "server-url": server.url,
      attempts: "8",
    },
    ...noJitter,
  });
}

function reportOf(run: RunResult | undefined, template: string): Report {
  const reports: Report[] = JSON.parse(run?.outputs.json ?? "[]");
  const report = reports.find((one) => one.template === template);
  if (!report) throw new Error(`nothing is said of ${template}: ${run?.stdout}`);
  return report;
}

/** Makes the repository keep every head it gets by a push, in the order of the pushes. */
async function keepHeads(repository: Repository): Promise<void> {
  await plainGit(["config", "core.logAllRefUpdates", "always"], { cwd: repository.path });
}

async function headsOf(repository: Repository): Promise<string[]> {
  const args = ["log", "--walk-reflogs", "--format=%H", repository.defaultBranch];
  const { stdout } = await plainGit(args, { cwd: repository.path, anyExit: true });
  return stdout.split("\n").filter((line) => line !== "");
}

async function contentAt(repository: Repository, commit: string): Promise<string> {
  return (await plainGit(["show", `${commit}:${path}`], { cwd: repository.path })).stdout;
}
