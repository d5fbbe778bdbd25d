import { createCipheriv } from "node:crypto";
import { plainGit } from "./isolated-git.ts";
import { commitStream, type FileContent } from "./protocol/fast-import.ts";
import type { Repository } from "./repository.ts";
import type { GitServer } from "./server.ts";

export interface BigRepositoryOptions {
  /** Bytes that only earlier commits hold; default 200 MB. */
  readonly historyBytes?: number;
  /** Bytes of large files that the newest commit holds; default 50 MB. */
  readonly fileBytes?: number;
  /** Over how many files they are spread; default 10. */
  readonly fileCount?: number;
  /** Over how many commits the history is spread; default 40. */
  readonly commits?: number;
  /** Other files of the newest commit. */
  readonly files?: Readonly<Record<string, FileContent>>;
}

/** Makes a repository of so many bytes that cannot be compressed, the same ones every time. */
export async function bigRepository(
  server: GitServer,
  name: string,
  options: BigRepositoryOptions = {},
): Promise<Repository> {
  const repository = await server.repository(name);
  const noise = noiseSource();
  // Looking for deltas in noise takes long and finds none.
  await plainGit(["config", "pack.window", "0"], { cwd: repository.path });
  await plainGit(["-c", "core.compression=0", "fast-import", "--quiet", "--depth=0"], {
    cwd: repository.path,
    input: history(repository.defaultBranch, options, noise),
  });
  await repository.commit({ "history.bin": null, ...options.files }, { message: "Newest commit\n" });
  return repository;
}

async function* history(
  branch: string,
  options: BigRepositoryOptions,
  noise: (length: number) => Buffer,
): AsyncGenerator<Buffer> {
  const { historyBytes = 200e6, fileBytes = 50e6, fileCount = 10, commits = 40 } = options;
  const files = Object.fromEntries(
    Array.from({ length: fileCount }, (_, n) => [`large/${n}.bin`, noise(Math.floor(fileBytes / fileCount))]),
  );
  for (let n = 1; n <= commits; n += 1) {
    const changes = { "history.bin": noise(Math.floor(historyBytes / commits)), ...(n === 1 ? files : {}) };
    yield* commitStream({ branch, message: `Commit ${n}\n`, time: 1_600_000_000 + n, changes });
  }
}

/** The keystream of AES in counter mode. */
function noiseSource(): (length: number) => Buffer {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  return (length) => cipher.update(Buffer.alloc(length));
}
