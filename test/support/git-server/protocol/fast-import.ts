import { identity } from "../isolated-git.ts";

export type FileContent =
  | string
  | Buffer
  | { readonly symlink: string }
  /** The commit a submodule is at; nothing of it need exist. */
  | { readonly submodule: string }
  | { readonly mode: "100644" | "100755"; readonly content: string | Buffer };

/** Files by path; null removes. */
export type Changes = Readonly<Record<string, FileContent | null>>;

export interface CommitEntry {
  readonly branch: string;
  readonly message: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** The parent, as git names it; none for a first commit. */
  readonly from?: string;
  readonly changes: Changes;
}

/** One commit in the language of git fast-import, with its sha reported on stdout. */
export function* commitStream(entry: CommitEntry): Generator<Buffer> {
  const { name, email } = identity;
  yield Buffer.from(
    [
      `commit refs/heads/${entry.branch}`,
      "mark :1",
      `author ${name} <${email}> ${entry.time} +0000`,
      `committer ${name} <${email}> ${entry.time} +0000`,
      "",
    ].join("\n"),
  );
  yield* data(Buffer.from(entry.message));
  if (entry.from !== undefined) yield Buffer.from(`from ${entry.from}\n`);
  for (const [path, content] of Object.entries(entry.changes)) yield* change(quotePath(path), content);
  yield Buffer.from("\nget-mark :1\n");
}

function* change(path: string, content: FileContent | null): Generator<Buffer> {
  if (content === null) {
    yield Buffer.from(`D ${path}\n`);
  } else if (typeof content === "object" && "submodule" in content) {
    yield Buffer.from(`M 160000 ${content.submodule} ${path}\n`);
  } else {
    const [mode, bytes] = fileOf(content);
    yield Buffer.from(`M ${mode} inline ${path}\n`);
    yield* data(Buffer.from(bytes));
  }
}

function fileOf(
  content: Exclude<FileContent, { submodule: string }>,
): [mode: string, bytes: string | Buffer] {
  if (typeof content === "string" || Buffer.isBuffer(content)) return ["100644", content];
  if ("symlink" in content) return ["120000", content.symlink];
  return [content.mode, content.content];
}

function* data(bytes: Buffer): Generator<Buffer> {
  yield Buffer.from(`data ${bytes.length}\n`);
  yield bytes;
  yield Buffer.from("\n");
}

function quotePath(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
