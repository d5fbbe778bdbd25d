import { plainGit } from "./isolated-git.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface LogEntry {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  /** With subject, body and trailers. */
  readonly message: string;
  /** Paths that differ from the first parent. */
  readonly files: readonly string[];
}

/** The history of a ref, newest first. */
export async function readLog(path: string, ref: string): Promise<LogEntry[]> {
  const format = "%x01%H%x02%P%x02%an%x02%ae%x02%cn%x02%ce%x02%B%x02";
  const args = ["log", "--topo-order", "--root", "--diff-merges=first-parent", "--no-renames"];
  const { stdout } = await plainGit([...args, "--name-only", "-z", `--format=${format}`, ref, "--"], {
    cwd: path,
  });
  return stdout.split("\u0001").slice(1).map(entryOf);
}

function entryOf(record: string): LogEntry {
  const [sha = "", parents = "", an = "", ae = "", cn = "", ce = "", message = "", files = ""] =
    record.split("\u0002");
  return {
    sha,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name: an, email: ae },
    committer: { name: cn, email: ce },
    message,
    files: files
      .split("\0")
      .map((file) => file.replace(/^\n/, ""))
      .filter((file) => file !== ""),
  };
}
