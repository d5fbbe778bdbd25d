import { createHash } from "node:crypto";
import { get, request } from "node:http";
import type { Descriptor } from "../registry/index.ts";

/** The kinds that dockerd 20.10 accepts, which it sends in another order each time. */
const kinds = [
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
];

/** A whole answer. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** What a pull has seen; what is not as it should be is thrown. */
export interface Pulled {
  readonly digest: string;
  readonly isStale: boolean;
  /** Bytes of manifests, configuration and layers. */
  readonly bytes: number;
}

/** A request that is answered with something else than 200. */
export class Refused extends Error {
  readonly status: number;

  constructor(path: string, { status, bytes }: Got) {
    super(`${path}: ${status} ${bytes.subarray(0, 300)}`);
    this.status = status;
  }
}

/** One request, its answer read to its end; an answer that breaks off is thrown. */
export function ask(
  origin: string,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** Reads a body without keeping it: how many bytes it has, and their sha256. */
export function hashed(url: string): Promise<{ status: number; size: number; digest: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      const hash = createHash("sha256");
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        hash.update(chunk);
      });
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, size, digest: `sha256:${hash.digest("hex")}` }),
      );
    }).on("error", reject);
  });
}

/** Pulls as dockerd does through a mirror: HEAD and GET for a tag, one platform of an index, all blobs at a time. */
export async function pull(origin: string, repository: string, reference: string): Promise<Pulled> {
  const path = `/v2/${repository}/manifests/${reference}`;
  const accept = () => ({ accept: kinds.toSorted(() => Math.random() - 0.5).join(", ") });
  const head = reference.includes(":")
    ? undefined
    : await ask(origin, path, { method: "HEAD", headers: accept() });
  // It asks in the other way before it gives up.
  const top = await ask(origin, path, { headers: accept() });
  if (top.status !== 200) throw new Refused(path, top);
  const digest = checked(top.bytes, reference.includes(":") ? reference : undefined);
  if (head?.status === 200 && head.headers["docker-content-digest"] !== digest)
    throw new Error("HEAD and GET say different things");
  const isStale = top.headers.warning !== undefined;
  const document = JSON.parse(String(top.bytes));
  const first: Descriptor | undefined = document.manifests?.[0];
  const child = first && (await pull(origin, repository, first.digest));
  const blobs: Descriptor[] = document.config ? [document.config, ...document.layers] : [];
  await Promise.all(
    blobs.map(async (blob) => {
      const url = `${origin}/v2/${repository}/blobs/${blob.digest}`;
      const { status, size, digest } = await hashed(url);
      if (status !== 200) throw new Refused(url, { status, headers: {}, bytes: Buffer.alloc(0) });
      if (digest !== blob.digest || size !== blob.size) throw new Error(`${url} has other bytes`);
    }),
  );
  const bytes = blobs.reduce((sum, { size }) => sum + size, top.bytes.length) + (child?.bytes ?? 0);
  return { digest, isStale, bytes };
}

function checked(bytes: Buffer, expected: string | undefined): string {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (expected !== undefined && digest !== expected) throw new Error(`${expected} has other bytes`);
  return digest;
}
