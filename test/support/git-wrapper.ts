import { execFileSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "./git-server/index.ts";
import { processesLeft, processesWith } from "./processes.ts";

/** When the process that runs git is killed: before the git command with this number starts, or after it ended. */
export interface KillAtCommand {
  /** From 1, in the order in which the commands start. */
  readonly at: number;
  readonly moment: "before" | "after";
}

export interface GitWrapper extends AsyncDisposable {
  /** A `PATH` with the wrapper before the real git. */
  readonly path: string;
  /** The git commands so far, as their arguments with blanks between; none of those that git runs by itself. */
  commands(): Promise<string[]>;
  /** Process numbers of what was started with {@link path} and still runs; always none where there is no /proc. */
  processes(): Promise<number[]>;
  /** Resolves when there are no such processes any more, or with those that do not end. */
  ended(): Promise<number[]>;
}

/** A `git` that counts its calls, and kills who called it with SIGKILL at one of them, before it runs the real one. */
export async function wrapGit(kill?: KillAtCommand): Promise<GitWrapper> {
  const folder = await temporaryFolder();
  const calls = join(folder.path, "calls");
  const wrapper = join(folder.path, "git");
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const killed = `[ "$n" = ${kill?.at ?? 0} ] && kill -KILL "$PPID"`;
  await mkdir(calls);
  await writeFile(
    wrapper,
    [
      "#!/bin/sh",
      // Of several at the same time, only one makes a file. No other program is started for it.
      "set -C; n=1",
      `until { printf %s "$*" >'${calls}'/"$n"; } 2>/dev/null; do n=$((n + 1)); done`,
      ...(kill?.moment === "before" ? [`${killed} && exit 1`] : []),
      ...(kill?.moment === "after" ? [`'${git}' "$@"`, "code=$?", killed, 'exit "$code"'] : []),
      `exec '${git}' "$@"`,
      "",
    ].join("\n"),
  );
  await chmod(wrapper, 0o755);
  const marker = `${folder.path}${delimiter}`;
  return {
    path: `${folder.path}${delimiter}${process.env.PATH}`,
    async commands() {
      const numbers = (await readdir(calls)).map(Number).toSorted((a, b) => a - b);
      return await Promise.all(numbers.map((n) => readFile(join(calls, String(n)), "utf8")));
    },
    processes: () => processesWith(marker),
    ended: () => processesLeft(marker),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
