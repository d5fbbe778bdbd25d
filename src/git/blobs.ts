import { createHash } from "node:crypto";

/** The contents of files by their object names, which no server can make up; shared between repositories. */
export type Contents = Map<string, Buffer>;

/** A file's object name and its size in bytes. */
export interface Blob {
  readonly oid: string;
  readonly size: number;
}

/** The object name of a file's content, in the hash of another such name (gitformat-pack(5)). */
export function blobId(content: Uint8Array, like: string): string {
  const hash = createHash(like.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** Reads the output of `git cat-file --batch-check`: what is no file, or is missing, is left out. */
export function parseSizes(output: string): Blob[] {
  return [...output.matchAll(/^(\w+) blob (\d+)$/gm)].map(([, oid = "", size]) => ({
    oid,
    size: Number(size),
  }));
}

/**
 * Reads the output of `git cat-file --batch`: for each file a line, then its content and a line end.
 *
 * @param blobs those that were asked for, in the same order
 */
export function parseContents(output: Buffer, blobs: readonly Blob[]): Contents {
  const contents: Contents = new Map();
  let at = 0;
  for (const { oid, size } of blobs) {
    const start = output.indexOf("\n", at) + 1;
    contents.set(oid, output.subarray(start, start + size));
    at = start + size + 1;
  }
  return contents;
}
