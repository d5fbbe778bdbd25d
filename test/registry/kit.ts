import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Descriptor, Manifest } from "../../src/image/descriptor.ts";
import type { Digest } from "../../src/image/digest.ts";
import type { ImageRepository } from "../../src/image/reference.ts";
import type { Action } from "../../src/registry/access.ts";
import type { Credential, Credentials } from "../../src/registry/auth/credentials.ts";
import { Client, type ClientOptions } from "../../src/registry/client.ts";
import { createExchange } from "../../src/registry/http/exchange.ts";
import type { RequestContext } from "../../src/registry/request-context.ts";
import type { Fixture } from "../support/images/images.ts";
import { defaultCredentials } from "../support/registry/index.ts";
import { FastClock } from "./clocks.ts";

type Note = Parameters<NonNullable<RequestContext["onRetry"]>>[0];

/** The user that the embedded registry knows. */
export const rightUser: Credential = {
  kind: "basic",
  username: defaultCredentials.user,
  password: defaultCredentials.password,
};

/** Credentials by registry, and a list of who was asked for. */
export function stored(byHost: Readonly<Record<string, Credential>>): Credentials & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async for(registry: string, repository: string, actions: readonly Action[]) {
      asked.push(`${registry}/${repository} ${actions.join(",")}`);
      return byHost[registry];
    },
  };
}

export const anonymous: Credentials = { for: async () => undefined };

export interface TestClient {
  readonly client: Client;
  readonly clock: FastClock;
  /** Every secret the client asked to mask. */
  readonly secrets: string[];
  /** Every pause before a retry. */
  readonly notes: Note[];
  readonly context: RequestContext;
}

/** A client with a clock that never waits, that has no credentials unless given some. */
export function testClient(options: Partial<ClientOptions> & { clock?: FastClock } = {}): TestClient {
  const { clock = new FastClock() } = options;
  const secrets: string[] = [];
  const notes: Note[] = [];
  const client = new Client({
    exchange: createExchange(),
    credentials: anonymous,
    insecureRegistries: new Set(),
    onSecret: (secret) => void secrets.push(secret),
    requestsPerHost: 64,
    userAgent: "imgpub",
    ...options,
    clock,
  });
  const context: RequestContext = {
    signal: new AbortController().signal,
    onRetry: (note) => void notes.push(note),
  };
  return { client, clock, secrets, notes, context };
}

export function at(registry: { readonly host: string }, repository: string): ImageRepository {
  return { registry: registry.host, repository };
}

/** The digest of a fixture, typed. */
export function digestOf({ descriptor }: { readonly descriptor: { readonly digest: string } }): Digest {
  return descriptor.digest as Digest;
}

export function manifestOf(fixture: Fixture): Manifest {
  return {
    digest: digestOf(fixture),
    mediaType: fixture.descriptor.mediaType,
    bytes: new Uint8Array(fixture.manifest),
  };
}

export function descriptorOf(fixture: Pick<Fixture, "descriptor">): Descriptor {
  return fixture.descriptor as Descriptor;
}

/** The error that `work` ends with; fails when it succeeds. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(outcome === undefined ? "it succeeded" : `it threw ${String(outcome)}`);
}

export interface RawServer extends AsyncDisposable {
  readonly origin: string;
  readonly host: string;
  /** Every request as it came. */
  readonly seen: { method: string; url: string; headers: IncomingMessage["headers"] }[];
}

/** A server that answers as a test says, for what no honest registry would do. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<RawServer> {
  const seen: RawServer["seen"] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    request.resume();
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    seen,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Waits, as long as a loaded machine may need, until something has come to be. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 300_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error("it did not come to that");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
