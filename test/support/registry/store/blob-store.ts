import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Blobs up to this many bytes stay in memory; longer ones are spooled to a file. */
const inMemory = 1 << 20;

export interface StoredBlob {
  readonly digest: string;
  readonly size: number;
  /** Bytes `start` up to and including `end`. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** The whole blob, when it is short enough to be held in memory. */
  readonly bytes?: Buffer;
}

/** Takes a blob in pieces. */
export interface BlobSink {
  readonly size: number;
  write(chunk: Buffer): Promise<void>;
  /** Ends the blob and stores it when it has this digest; false when it has another. */
  commit(digest: string): Promise<boolean>;
  /** Ends the blob and stores it under the digest it has. */
  commitAny(): Promise<StoredBlob>;
  discard(): Promise<void>;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Content-addressed blobs of all repositories of one registry. */
export class BlobStore {
  readonly #blobs = new Map<string, StoredBlob>();
  #folder: string | undefined;
  #files = 0;

  get(digest: string): StoredBlob | undefined {
    return this.#blobs.get(digest);
  }

  put(bytes: Buffer): StoredBlob {
    const digest = digestOf(bytes);
    const known = this.#blobs.get(digest);
    if (known) return known;
    if (bytes.length <= inMemory) return this.#keep(memoryBlob(digest, bytes));
    const file = this.#newFile();
    writeFileSync(file, bytes);
    return this.#keep(fileBlob(digest, bytes.length, file));
  }

  sink(): BlobSink {
    const hash = createHash("sha256");
    let chunks: Buffer[] = [];
    let size = 0;
    let file: string | undefined;
    let handle: FileHandle | undefined;
    const finish = async (expected?: string): Promise<StoredBlob | undefined> => {
      await handle?.close();
      handle = undefined;
      const digest = `sha256:${hash.digest("hex")}`;
      const known = this.#blobs.get(digest);
      const wrong = expected !== undefined && expected !== digest;
      if (file !== undefined && (known || wrong)) await rm(file, { force: true });
      if (wrong) return undefined;
      if (known) return known;
      return this.#keep(
        file === undefined ? memoryBlob(digest, Buffer.concat(chunks)) : fileBlob(digest, size, file),
      );
    };
    const spool = async (path: string): Promise<FileHandle> => {
      file = path;
      handle = await open(path, "w");
      await handle.writeFile(Buffer.concat(chunks));
      chunks = [];
      return handle;
    };
    return {
      get size() {
        return size;
      },
      write: async (chunk) => {
        hash.update(chunk);
        if (!handle && size + chunk.length > inMemory) handle = await spool(this.#newFile());
        size += chunk.length;
        if (handle) await handle.writeFile(chunk);
        else chunks.push(chunk);
      },
      commit: async (digest) => (await finish(digest)) !== undefined,
      commitAny: async () => {
        const blob = await finish();
        if (!blob) throw new Error("a blob without an expected digest cannot mismatch");
        return blob;
      },
      discard: async () => {
        await handle?.close();
        handle = undefined;
        if (file !== undefined) await rm(file, { force: true });
      },
    };
  }

  close(): void {
    this.#blobs.clear();
    this.#removeFolder();
    process.off("exit", this.#removeFolder);
  }

  #newFile(): string {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), "imgpub-registry-"));
      process.on("exit", this.#removeFolder);
    }
    this.#files += 1;
    return join(this.#folder, String(this.#files));
  }

  // Also run when the process ends without close.
  readonly #removeFolder = (): void => {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  };

  #keep(blob: StoredBlob): StoredBlob {
    this.#blobs.set(blob.digest, blob);
    return blob;
  }
}

function memoryBlob(digest: string, bytes: Buffer): StoredBlob {
  return {
    digest,
    size: bytes.length,
    bytes,
    async *read(start, end) {
      yield bytes.subarray(start, end + 1);
    },
  };
}

function fileBlob(digest: string, size: number, file: string): StoredBlob {
  return {
    digest,
    size,
    read: (start, end) => createReadStream(file, { start, end, highWaterMark: 1 << 18 }),
  };
}
