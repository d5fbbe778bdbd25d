// Changes what decides, a little at a time, and says which changes no test notices.
//
// npm run mutate -- FOLDER…            all of the folders that are named in scripts/mutate/folders.ts; `all` for each
// npm run mutate -- --changed [REF]    what a change touched since REF, `main` by default, within ten minutes
// npm run mutate -- FILE[:FROM-TO]…    parts of files
import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { changedLines, type Range } from "./mutate/changed.ts";
import { type Folder, folders, threshold } from "./mutate/folders.ts";
import { outcomeOf, type Tested } from "./mutate/outcome.ts";
import { startSession } from "./processes/session.ts";

/** How long the mutants of a change may take, in milliseconds. */
const mostForChange = 10 * 60_000;

interface Task {
  readonly folder: Folder;
  /** What Stryker is told to mutate: files, or lines of them. */
  readonly mutate: readonly string[];
  readonly isWhole: boolean;
}

const sourcesOf = (folder: Folder) => globSync(folder.sources).map((path) => path.replaceAll("\\", "/"));

function wholeFolder(folder: Folder): Task {
  return { folder, mutate: sourcesOf(folder), isWhole: true };
}

function tasksOf(ranges: readonly Range[]): readonly Task[] {
  return folders.flatMap((folder) => {
    const sources = sourcesOf(folder);
    const own = ranges.filter(({ file }) => sources.includes(file));
    if (own.length === 0) return [];
    return [{ folder, mutate: own.map(({ file, from, to }) => `${file}:${from}-${to}`), isWhole: false }];
  });
}

/** `src/a.ts` or `src/a.ts:3-5`. */
function rangeOf(text: string): Range {
  const [, file = text, from = "1", to = "1000000"] = /^(.*?)(?::(\d+)-(\d+))?$/.exec(text) ?? [];
  return { file, from: Number(from), to: Number(to) };
}

function chosen(args: readonly string[]): readonly Task[] {
  const [first = "", ref = "main"] = args;
  if (first === "--changed") {
    const diff = execFileSync("git", ["diff", "--unified=0", "--merge-base", ref, "--", "src"], {
      encoding: "utf8",
      maxBuffer: 64 << 20,
    });
    return tasksOf(changedLines(diff));
  }
  if (first === "all") return folders.map(wholeFolder);
  const named = args.flatMap((name) => folders.find((folder) => folder.name === name) ?? []);
  if (named.length > 0 && named.length === args.length) return named.map(wholeFolder);
  const tasks = tasksOf(args.map(rangeOf));
  if (tasks.length === 0)
    throw new Error(`Name some of ${folders.map(({ name }) => name).join(", ")}, or files of theirs`);
  return tasks;
}

/** Runs Stryker, until then at most; returns what was tested, and whether that is all. */
async function run(task: Task, until: number) {
  const tested: Tested[] = [];
  const concurrency = process.env.MUTATE_CONCURRENCY ?? "2";
  const args = ["scripts/mutate/stryker.ts", task.folder.tests, concurrency, ...task.mutate];
  const session = startSession(args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const stop = new AbortController();
  session.process.on("message", (message) => void tested.push(message as Tested));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      session.end(signal);
      process.exitCode = 1;
    });
  const ended = new Promise<number | null>((resolve) => session.process.on("close", resolve));
  const late = sleep(Math.min(until - Date.now(), 2 ** 31 - 1), "late" as const, { signal: stop.signal });
  const how = await Promise.race([ended, late.catch(() => null)]);
  stop.abort();
  if (how === "late") session.end("SIGTERM");
  const code = await ended;
  if (how !== "late" && code !== 0) throw new Error(`Stryker failed over ${task.folder.name}, see above`);
  return { tested, isAll: how !== "late" };
}

const shortened = (text: string) => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
};

const isChange = process.argv[2] === "--changed";
const tasks = chosen(process.argv.slice(2));
if (tasks.length === 0) console.log("Nothing that decides was changed.");
const until = isChange ? Date.now() + mostForChange : Number.POSITIVE_INFINITY;
for (const task of tasks) {
  const { folder, mutate, isWhole } = task;
  if (mutate.length === 0) {
    console.log(`${folder.name}: there is nothing to mutate`);
    continue;
  }
  const { tested, isAll } = await run(task, until);
  const outcome = outcomeOf(tested, folder.accepted ?? [], isWhole && isAll);
  for (const { file, line, original, replacement, mutator } of outcome.survivors)
    console.log(`${file}:${line} ${mutator}: ${shortened(original)} → ${shortened(replacement)}`);
  for (const { file, original, replacement } of outcome.stale)
    console.log(
      `${file}: take ${shortened(original)} → ${shortened(replacement)} off the list, a test notices it`,
    );
  const { score, noticed, survivors, accepted } = outcome;
  console.log(
    `${folder.name}: ${score === undefined ? "no mutants" : `${score.toFixed(1)} %`}, ` +
      `${noticed} noticed, ${survivors.length} not, ${accepted} accepted${isAll ? "" : "; the time was up"}`,
  );
  if ((score !== undefined && score < threshold) || outcome.stale.length > 0) process.exitCode = 1;
}
