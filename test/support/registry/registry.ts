import { blobEndpoint } from "./api/blobs.ts";
import { noSuchOwner, oneWriter, writesToGitea } from "./api/gitea.ts";
import { referrersEndpoint, tagsEndpoint } from "./api/listings.ts";
import { manifestEndpoint } from "./api/manifests.ts";
import { Refusal } from "./api/refusal.ts";
import { uploadEndpoint } from "./api/uploads.ts";
import { type Authenticator, type AuthOptions, createAuthenticator } from "./auth.ts";
import type { Context } from "./context.ts";
import type { Fault, FaultHandle } from "./fault-box.ts";
import type { RecordFilter } from "./request-log.ts";
import { type ListenOptions, type Served, serve } from "./serve.ts";
import { Store, settled } from "./store/store.ts";
import type { Call, Descriptor, Reply, RequestRecord } from "./types.ts";

export interface RegistryOptions extends ListenOptions {
  /**
   * Default "none". In the gitea flavour the default is Bearer with full access for everybody, since Gitea
   * asks even anonymous callers for a token.
   */
  readonly auth?: AuthOptions["kind"] | AuthOptions;
  /**
   * "gitea" answers as Gitea and Forgejo do: one token for everything at /v2/token, relative Location,
   * references in lower case, 404 for a missing child, no nested index, and 500 for concurrent manifest
   * PUTs to one repository.
   */
  readonly flavour?: "spec" | "gitea";
  /**
   * In the gitea flavour, whether it keeps its records in SQLite, at its worst: connections share one cache there, and
   * without `sqlite_unlock_notify` nothing waits for another's lock. Whatever would write while another write is under
   * way, to whichever repository, is answered 500 at once, or 401 where it is a look at credentials. Default false:
   * manifests of one repository alone collide.
   */
  readonly sqlite?: boolean;
  /** The owners that there are, default any; the gitea flavour answers `404 Not found.` in all others. */
  readonly owners?: readonly string[];
  /**
   * Milliseconds until a manifest or tag put over HTTP can be read; an overwritten tag answers its old
   * digest until then. The registry's own checks do not lag.
   */
  readonly lagMs?: number;
  /** Whether answers carry Docker-Content-Digest, default true. */
  readonly digestHeader?: boolean;
  /** Whether a manifest that names absent blobs or manifests is refused, default true. */
  readonly checkReferences?: boolean;
  /** Whether a second PUT to a tag is refused as ECR does, default false. */
  readonly immutableTags?: boolean;
  /** Whether a push makes its repository, default true; ECR and Harbor want it made before. */
  readonly createRepositories?: boolean;
  /** Whether the referrers API exists, default true. */
  readonly referrers?: boolean;
  /** How many referrers are on a page, default all; the next page is named by a `Link` header. */
  readonly referrersPage?: number;
  /** Whether `PUT manifests/<digest>?tag=a&tag=b` sets tags (distribution-spec after 1.1), default false. */
  readonly tagParameter?: boolean;
  /** Bytes a manifest may have, default 4 MiB (10 MiB in the gitea flavour). */
  readonly manifestLimit?: number;
}

/** The credentials a registry started with `auth: "bearer"` or `"basic"` wants. */
export const defaultCredentials = { user: "imgpub", password: "secret" } as const;

/** What a recording server offers, be it the registry or the proxy in front of a real one. */
export interface Recorder extends AsyncDisposable {
  /** `http://127.0.0.1:4711` */
  readonly origin: string;
  /** `127.0.0.1:4711` */
  readonly host: string;
  readonly requests: RequestRecord[];
  writes(): RequestRecord[];
  count(filter?: RecordFilter): number;
  /** How many connections were opened since requests were cleared. */
  connections(): number;
  clearRequests(): void;
  /** The critical path in round trips. */
  longestChain(filter?: RecordFilter): number;
  readonly faults: { add(fault: Fault): FaultHandle; clear(): void };
  /**
   * Calls `fn` once request number `n`, counted from now, has been handled and before it is answered; with
   * `before`, when it has arrived and before it is handled. Returns a function that calls it off.
   */
  killAfter(n: number, fn: () => void | Promise<void>, options?: { before?: boolean }): () => void;
  /** Calls the listener as each request arrives. Returns a function that ends it. */
  onRequest(listener: (record: RequestRecord) => void): () => void;
  close(): Promise<void>;
}

export interface Registry extends Recorder {
  createRepository(name: string): void;
  putBlob(repository: string, bytes: Uint8Array): Descriptor;
  putBlobStream(repository: string, chunks: AsyncIterable<Uint8Array>): Promise<Descriptor>;
  putManifest(repository: string, reference: string, bytes: Uint8Array, mediaType: string): string;
  readManifest(
    repository: string,
    reference: string,
  ): { bytes: Buffer; mediaType: string; digest: string } | undefined;
  hasBlob(repository: string, digest: string): boolean;
  removeBlob(repository: string, digest: string): boolean;
  removeManifest(repository: string, digest: string): boolean;
  removeTag(repository: string, tag: string): boolean;
  tags(repository: string): Map<string, string>;
  /** Every tag whose tree of manifests, configs and layers is not wholly in its own repository. */
  incompleteTags(): { repository: string; tag: string; missing: string[] }[];
  /** Ends every token handed out so far. */
  expireTokens(): void;
}

/**
 * Starts a registry of the OCI Distribution Specification 1.1 on a loopback port. Methods that arrange or
 * inspect its content never show up among the requests and never lag.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const store = new Store();
  const context = contextOf(options, store);
  const auth = createAuthenticator(authOf(options), context.flavour);
  const dispatch = dispatcher(context, auth);
  const served = await serve({
    ...options,
    handle: async (call) => dress(options, await dispatch(call)),
    refuse: (call) => auth.refuse(call),
    tools: auth,
  });
  const close = async (): Promise<void> => {
    await served.close();
    store.blobs.close();
  };
  return {
    ...recorder(served, close),
    createRepository: (name) => void store.create(name),
    putBlob: (name, bytes) => store.putBlob(name, bytes),
    putBlobStream: (name, chunks) => store.putBlobStream(name, chunks),
    putManifest: (name, reference, bytes, mediaType) => store.putManifest(name, reference, bytes, mediaType),
    readManifest: (name, reference) => store.manifestAt(name, reference, settled),
    hasBlob: (name, digest) => store.hasBlob(name, digest),
    removeBlob: (name, digest) => store.removeBlob(name, digest),
    removeManifest: (name, digest) => store.removeManifest(name, digest),
    removeTag: (name, tag) => store.removeTag(name, tag),
    tags: (name) => store.tags(name),
    incompleteTags: () => store.incompleteTags(),
    expireTokens: () => auth.expireTokens(),
  };
}

/** The {@link Recorder} of a server. */
export function recorder(
  { origin, host, log, connections, faults }: Served,
  close: () => Promise<void>,
): Recorder {
  return {
    origin,
    host,
    requests: log.requests,
    writes: () => log.writes(),
    count: (filter) => log.count(filter),
    connections: () => connections.opened,
    clearRequests: () => {
      log.clear();
      connections.clear();
    },
    longestChain: (filter) => log.longestChain(filter),
    faults,
    killAfter: (n, fn, when) => log.killAfter(n, fn, when),
    onRequest: (listener) => log.onRequest(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function contextOf(options: RegistryOptions, store: Store): Context {
  const flavour = options.flavour ?? "spec";
  return {
    store,
    flavour,
    lagMs: options.lagMs ?? 0,
    checkReferences: options.checkReferences ?? true,
    immutableTags: options.immutableTags ?? false,
    createRepositories: options.createRepositories ?? true,
    referrers: options.referrers ?? flavour === "spec",
    referrersPage: options.referrersPage ?? Number.POSITIVE_INFINITY,
    tagParameter: options.tagParameter ?? false,
    sqlite: options.sqlite ?? false,
    owners: options.owners,
    manifestLimit: options.manifestLimit ?? (flavour === "gitea" ? 10 : 4) * 2 ** 20,
  };
}

function authOf({ auth, flavour }: RegistryOptions): AuthOptions {
  if (auth === undefined)
    return flavour === "gitea" ? { kind: "bearer", anonymous: "full" } : { kind: "none" };
  return typeof auth === "string" ? { kind: auth } : auth;
}

function dispatcher(context: Context, auth: Authenticator): (call: Call) => Promise<Reply> {
  const endpoints = {
    manifest: manifestEndpoint(context),
    blob: blobEndpoint(context),
    upload: uploadEndpoint(context),
    tags: tagsEndpoint(context),
    referrers: referrersEndpoint(context),
    token: (call: Call) => auth.token(call),
    ping: async () => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from("{}"),
    }),
    other: async () => {
      throw new Refusal(404, "UNSUPPORTED", "no such endpoint");
    },
  };
  const handle = (call: Call) => endpoints[call.kind](call);
  if (context.flavour === "spec") return handle;
  const write = oneWriter();
  return async (call) => {
    const [owner = ""] = call.repository?.split("/") ?? [];
    if (call.repository !== undefined && context.owners?.includes(owner) === false) return noSuchOwner;
    return context.sqlite && writesToGitea(call) ? write(call, () => handle(call)) : handle(call);
  };
}

function dress(options: RegistryOptions, reply: Reply): Reply {
  const headers = { "docker-distribution-api-version": "registry/2.0", ...reply.headers };
  if (options.digestHeader ?? true) return { ...reply, headers };
  const { "docker-content-digest": _, ...rest } = headers as Record<string, string>;
  return { ...reply, headers: rest };
}
