import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  authorize,
  type Clone,
  clone,
  type GitServer,
  isolatedEnvironment,
  plainGit,
  type Repository,
  startGitServer,
} from "../../support/git-server/index.ts";

const name = "org/imgpub";
const step = fileURLToPath(new URL("./step.ts", import.meta.url));

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project that is released, on a git server over HTTP, and a clone of it. */
export interface Project extends AsyncDisposable {
  readonly server: GitServer;
  readonly repository: Repository;
  readonly work: Clone;
  /** Another clone, which the caller disposes of. */
  clone(...options: string[]): Promise<Clone>;
}

export async function startProject(): Promise<Project> {
  const server = await startGitServer();
  const repository = await server.repository(name, {
    files: {
      "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n",
      "dist/LICENSE": "A licence.\n",
      "dist/greet/action.yml": "name: Greet\n",
      "dist/greet/index.js": 'console.log("greetings");\n',
      "dist/greet/run.sh": { mode: "100755", content: "#!/bin/sh\n" },
      "src/greet.ts": "greet();\n",
    },
  });
  const work = await clone(server, name);
  return {
    server,
    repository,
    work,
    clone: (...options) => clone(server, name, ...options),
    async [Symbol.asyncDispose]() {
      await work[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Runs the release script in a work tree, with the server's token in git's configuration. */
export function run(
  { server }: Project,
  work: Pick<Clone, "path">,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  // What a killed one leaves behind goes with the server.
  const own = { ...isolatedEnvironment(), ...authorize(server), TMPDIR: server.root };
  return runScript([step, ...args], work.path, { ...own, ...env });
}

/** Runs a script with Node.js. */
export function runScript(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on("error", reject).on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

export const write = async (work: Pick<Clone, "path">, path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(work.path, path)), { recursive: true });
  await writeFile(join(work.path, path), text);
};

/** The output of git in a work tree. @throws Error when it fails */
export async function git(work: Pick<Clone, "git">, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await work.git(...args);
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** Who made a commit, and when: other people and times than those of the script's own run. */
const longAgo = {
  GIT_AUTHOR_NAME: "Zoë Author",
  GIT_AUTHOR_DATE: "1700000000 +0100",
  GIT_COMMITTER_NAME: "A Committer",
  GIT_COMMITTER_DATE: "1700000100 -0330",
};

/** Commits a change of `dist/` and of other files, and pushes it to a branch; returns its sha. */
export async function commit(
  work: Clone,
  files: Readonly<Record<string, string>>,
  branch = "main",
): Promise<string> {
  for (const [path, text] of Object.entries(files)) await write(work, path, text);
  await git(work, "add", "--all");
  await plainGit(["commit", "--quiet", "-m", "Change"], { cwd: work.path, env: longAgo });
  await git(work, "push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
  return await git(work, "rev-parse", "HEAD");
}

/** A changelog with an entry for a version. */
export const changelogWith = (version: string) =>
  `# Changelog\n\n## [Unreleased]\n\n## [${version}] - 2026-01-31\n\n### Added\n\n- What ${version} has.\n`;

/** Commits and pushes what a version needs; returns the commit that it is to be released from. */
export function prepare(work: Clone, version: string, branch?: string): Promise<string> {
  const files = {
    "CHANGELOG.md": changelogWith(version),
    "dist/greet/index.js": `console.log("${version}");\n`,
  };
  return commit(work, files, branch);
}

/** Every ref of the server's repository, by its full name. */
export async function refsOf({ repository }: Project): Promise<Record<string, string>> {
  const list = await plainGit(["for-each-ref", "--format=%(refname) %(objectname)"], {
    cwd: repository.path,
  });
  return Object.fromEntries(
    list.stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
}

/** The refs of releases alone. */
export async function releaseRefs(project: Project): Promise<Record<string, string>> {
  const refs = Object.entries(await refsOf(project));
  return Object.fromEntries(refs.filter(([ref]) => /^refs\/(tags\/|heads\/releases\/)/.test(ref)));
}

/** Runs git in the server's repository. */
export async function onServer({ repository }: Project, ...args: string[]): Promise<string> {
  return (await plainGit(args, { cwd: repository.path })).stdout.trimEnd();
}

/** Prepares and releases a version, which has to succeed; returns its source and its commit. */
export async function released(
  project: Project,
  version: string,
  work = project.work,
  branch?: string,
): Promise<{ source: string; commit: string }> {
  const source = await prepare(work, version, branch);
  const { exitCode, stderr } = await run(project, work, [version, ...(branch ? ["--branch", branch] : [])]);
  if (exitCode !== 0) throw new Error(stderr);
  return { source, commit: (await refsOf(project))[`refs/tags/v${version}`] ?? "" };
}

/** A text with names in place of commits and trees that are known, and `<?>` in place of all others. */
export function named(text: string, names: Readonly<Record<string, string>>): string {
  const byId = new Map(Object.entries(names).map(([one, id]) => [id, `<${one}>`]));
  return text.replace(/\b[0-9a-f]{40}\b/g, (id) => byId.get(id) ?? "<?>");
}
