import { acceptManifests } from "../../image/media-types.ts";
import { abortable } from "../../jobs/abortable.ts";
import { isLoopback } from "../hosts.ts";
import type { Exchange } from "../http/exchange.ts";
import { createTransport, type HttpResponse, readBody } from "../http/transport.ts";
import { Access, type BasicCredential } from "./access.ts";

export type { HttpResponse } from "../http/transport.ts";

/** A question to a registry about a repository. */
export interface OnceRequest {
  readonly method: "GET" | "HEAD";
  readonly repository: string;
  /** Below the repository: `manifests/1`, `blobs/sha256:…`. */
  readonly path: string;
  /** Ends it at any time, its answer included. */
  readonly signal: AbortSignal;
}

export interface OnceOptions {
  /** Of the registry; without TLS only where that is what it says. */
  readonly origin: string;
  readonly credential: BasicCredential | undefined;
  readonly exchange: Exchange;
}

/** A limit that never comes: who asks ends a request by its signal. */
const never = 2 ** 31 - 1;

/**
 * Questions to one registry that are sent once, for who has another way when they come to nothing: no retry, no waiting for
 * whoever was told to wait. All accept the same kinds of manifests.
 *
 * @returns what sends one, and rejects with a {@link RegistryError}, a {@link RegistryRefusal} or the signal's reason
 */
export function askingOnce({ origin, credential, exchange }: OnceOptions) {
  const { host } = new URL(origin);
  const transport = createTransport({
    exchange,
    userAgent: "imgpub",
    plainAllowed: (other) => isLoopback(other) || (origin === `http://${host}` && other === host),
  });
  const access = new Access(origin, credential, transport);
  return ({ method, repository, path, signal }: OnceRequest): Promise<HttpResponse> => {
    const url = new URL(`/v2/${repository}/${path}`, origin);
    const headers = path.startsWith("manifests/") ? { headers: { accept: acceptManifests } } : {};
    const request = { method, url, ...headers, phase: "read", signal, deadline: never } as const;
    const send = (authorization: string | undefined) => transport.send({ ...request, authorization });
    // Another request may be waiting for the same token for longer than this one has time.
    return abortable(access.authorize(repository, signal, send), signal);
  };
}

/**
 * Reads a whole answer of at most `most` bytes.
 *
 * @throws {RegistryError} when it breaks off, {@link RegistryRefusal} when it is longer
 */
export function readWhole(answer: HttpResponse, most: number, signal: AbortSignal): Promise<Uint8Array> {
  return readBody(answer, most, { signal, phase: "read" });
}
