import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "./api/body.ts";
import { giteaCollision } from "./api/gitea.ts";
import { errorReply } from "./api/refusal.ts";
import { unverifiedByGitea } from "./auth.ts";
import type { FaultAct, Next, Outcome } from "./fault-box.ts";
import type { ObjectStore } from "./store/object-store.ts";
import type { Call, Reply, RequestKind, RequestView } from "./types.ts";

export type Act = FaultAct;

/** A `match` from the fields it shall have; those left out may be anything. */
export function where(wanted: {
  method?: string | readonly string[];
  kind?: RequestKind;
  repository?: string;
  reference?: string;
}): (request: RequestView) => boolean {
  return (request) =>
    (wanted.method === undefined || [wanted.method].flat().includes(request.method)) &&
    (wanted.kind === undefined || wanted.kind === request.kind) &&
    (wanted.repository === undefined || wanted.repository === request.repository) &&
    (wanted.reference === undefined || wanted.reference === request.reference);
}

/** Whether a front end with a limit of so many bytes for all headers together lets no such request pass. */
export function hasMoreHeaders(bytes: number): (request: RequestView) => boolean {
  return ({ headers }) =>
    Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + `${value}`.length + 4, 0) >
    bytes;
}

export const isMount = (request: RequestView): boolean =>
  request.kind === "upload" && request.method === "POST" && request.query.has("mount");

const isRead = (request: RequestView): boolean => request.method === "GET";
const isManifestPut = where({ method: "PUT", kind: "manifest" });

function fixed(name: string, reply: () => Reply, applies?: FaultAct["applies"]): FaultAct {
  return { name, ...(applies ? { applies } : {}), run: () => reply() };
}

/** Handles the request properly and spoils the answer. */
function spoilt(name: string, spoil: (reply: Reply) => Reply, applies?: FaultAct["applies"]): FaultAct {
  return { name, ...(applies ? { applies } : {}), run: async (_call, next) => spoil(await next()) };
}

/** Any status; with a code, the specification's error body. */
export function status(
  code: number,
  options: { code?: string; message?: string; headers?: Record<string, string> } = {},
): FaultAct {
  const { headers = {} } = options;
  return fixed(`status ${code}`, () =>
    options.code === undefined
      ? { status: code, headers, body: Buffer.from(options.message ?? "") }
      : errorReply(code, options.code, options.message ?? options.code.toLowerCase(), { headers }),
  );
}

/** 404 with the code of what was asked for: lag after a push on GHCR and Docker Hub, Harbor's replicas. */
export function notFound(): FaultAct {
  return {
    name: "not found",
    run: (call) => {
      const code = { blob: "BLOB_UNKNOWN", upload: "BLOB_UPLOAD_UNKNOWN", tags: "NAME_UNKNOWN" } as const;
      const known = code[call.kind as keyof typeof code] ?? "MANIFEST_UNKNOWN";
      return errorReply(404, known, known.toLowerCase().replaceAll("_", " "));
    },
  };
}

/**
 * 429 in its four forms: `Retry-After` in seconds or as a date (RFC 9110), GHCR's Go duration in the body
 * and no header (chainguard-images/images#173), or no hint at all.
 */
export function tooMany(
  options: { retryAfter?: number | Date; ghcr?: string; message?: string } = {},
): FaultAct {
  const { retryAfter, ghcr } = options;
  const value = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter?.toString();
  const message =
    ghcr === undefined
      ? (options.message ?? "too many requests")
      : `retry-after: ${ghcr}, allowed: 2000/minute`;
  return fixed("429", () =>
    errorReply(429, "TOOMANYREQUESTS", message, {
      headers: value === undefined ? {} : { "retry-after": value },
    }),
  );
}

/**
 * A limit as GHCR has it: so many requests a minute at once, then as many as a minute renews. What is too much is answered
 * 429 with the time until the next one would pass, which whoever comes first then takes.
 *
 * @param delayMs milliseconds that every answer takes more
 */
export function rateLimit(perMinute: number, delayMs: number, now = () => performance.now()): FaultAct {
  const everyMs = 60_000 / perMinute;
  /** When a bucket that was empty at first would be full of what has been let pass. */
  let filledAt = now() - 60_000;
  return {
    name: `${perMinute} a minute`,
    whenUnauthorized: true,
    run: async (_call, next) => {
      const at = now();
      filledAt = Math.max(filledAt, at - 60_000);
      const wait = filledAt + everyMs - at;
      if (wait > 0) {
        const message = `retry-after: ${wait.toFixed(3)}ms, allowed: ${perMinute}/minute`;
        return { ...errorReply(429, "TOOMANYREQUESTS", message), tamper: { delayMs } };
      }
      filledAt += everyMs;
      const reply = await next();
      return { ...reply, tamper: { ...reply.tamper, delayMs } };
    },
  };
}

/** Docker Hub's pull limit, which no retry outlasts (docker/hub-feedback#2429). */
export function hubPullLimit(): FaultAct {
  const message =
    "You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit";
  return fixed("hub pull limit", () =>
    errorReply(429, "TOOMANYREQUESTS", message, {
      headers: { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "0;w=21600" },
    }),
  );
}

/** Docker Hub's abuse limit: plain text, and soon over (docker/docs usage). */
export function hubAbuseLimit(): FaultAct {
  return fixed("hub abuse limit", () => ({
    status: 429,
    headers: { "content-type": "text/plain" },
    body: Buffer.from("Too Many Requests (HAP429).\n"),
  }));
}

/** GHCR's secondary limit: a 403 that is none (virtualcell/vcell#1888). */
export function secondaryLimit(): FaultAct {
  const inner = {
    message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
  };
  const message = `permission_denied: Error from intermediary with HTTP status code 403 "Forbidden" - with-body: ${JSON.stringify(inner)}`;
  return fixed("secondary limit", () => errorReply(403, "DENIED", message));
}

/** A front end's HTML page in place of an answer, as seen from GHCR. */
export function html503(): FaultAct {
  return fixed("HTML 503", () => ({
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: Buffer.from("<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>\n"),
  }));
}

/** 200 with an answer that is none of the registry's: Quay (projectcalico/calico#12103). */
export function wrongContentType(): FaultAct {
  return fixed("application/grpc", () => ({
    status: 200,
    headers: { "content-type": "application/grpc", "grpc-status": "14", "grpc-message": "unavailable" },
    body: Buffer.alloc(0),
  }));
}

/** The proper answer without Docker-Content-Digest: Artifactory, specification 1.1. */
export function missingDigestHeader(): FaultAct {
  return spoilt("no digest header", (reply) => {
    const { "docker-content-digest": _, ...headers } = reply.headers;
    return { ...reply, headers };
  });
}

/** A proper PUT that says nothing of its subject, or says that it keeps a list that it has not: ECR. */
export function subjectHeader(subject: string | undefined): FaultAct {
  return spoilt(
    subject === undefined ? "no subject header" : "subject header",
    (reply) => {
      const { "oci-subject": _, ...headers } = reply.headers;
      return { ...reply, headers: subject === undefined ? headers : { ...headers, "oci-subject": subject } };
    },
    isManifestPut,
  );
}

/** A mount answered 201 that mounts nothing: GHCR (justrach/nanobrew#320). */
export function phantomMount(): FaultAct {
  return {
    name: "phantom mount",
    applies: isMount,
    run: (call) => {
      const digest = call.query.get("mount") ?? "";
      const location = `${call.origin}/v2/${call.repository}/blobs/${digest}`;
      return { status: 201, headers: { location, "docker-content-digest": digest } };
    },
  };
}

/** A mount that opens an upload instead, though the blob is there: ECR (aws/containers-roadmap#2860). */
export function mount202(): FaultAct {
  return {
    name: "mount 202",
    applies: isMount,
    run: (_call, next) => next({ query: new URLSearchParams() }),
  };
}

/** A blob in a single POST answered with an upload session (202), as distribution does. */
export function post202(): FaultAct {
  return {
    name: "post 202",
    applies: ({ method, kind, query }) => method === "POST" && kind === "upload" && query.has("digest"),
    run: (_call, next) => next({ query: new URLSearchParams() }),
  };
}

/** A mount refused: Harbor 401 (goharbor/harbor#17097), others 403, 404 or 405. */
export function mountRefused(code: 401 | 403 | 404 | 405): FaultAct {
  const names = { 401: "UNAUTHORIZED", 403: "DENIED", 404: "NAME_UNKNOWN", 405: "UNSUPPORTED" } as const;
  return {
    name: `mount refused ${code}`,
    applies: isMount,
    run: (call, _next, tools) =>
      errorReply(code, names[code], "mount refused", {
        headers: code === 401 ? { "www-authenticate": tools.challenge(call, "insufficient_scope") } : {},
      }),
  };
}

/** RST in the middle of the body: of the answer to a GET, of the request for anything that sends one. */
export function resetMidBody(): FaultAct {
  return {
    name: "reset mid-body",
    run: async (call, next) => {
      if (call.method === "GET") return { ...(await next()), tamper: { cut: "reset" } };
      const half = Number(call.headers["content-length"] ?? 0) / 2;
      let seen = 0;
      for await (const chunk of call.body) {
        seen += chunk.length;
        if (seen >= half) break;
      }
      return "reset";
    },
  };
}

/** RST before anything was answered, and before anything was done. */
export function resetBeforeHeaders(): FaultAct {
  return { name: "reset before headers", run: () => "reset" };
}

/** The request is carried out, its answer lost: the case an idempotent retry is for. */
export function resetAfterHandling(): FaultAct {
  return {
    name: "reset after handling",
    run: async (_call, next): Promise<Outcome> => {
      await next();
      return "reset";
    },
  };
}

/** Half of what Content-Length promised, then an orderly close. */
export function truncatedBody(): FaultAct {
  return spoilt("truncated body", (reply) => ({ ...reply, tamper: { cut: "close" } }), isRead);
}

/** Half of the body, and then nothing, with the connection open. */
export function stalledBody(): FaultAct {
  const stall = async function* (bytes: Buffer): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, bytes.length / 2);
    await new Promise(() => {});
  };
  return {
    name: "stalled body",
    applies: isRead,
    run: async (call, next) => {
      const reply = await whole(call, next);
      return { ...reply, body: { size: reply.body.length, chunks: () => stall(reply.body) } };
    },
  };
}

/** Half of the body, and the rest once `gate` opens; `reached` says that the half is on its way. */
export function gatedBody(gate: Promise<void>): { act: FaultAct; reached: Promise<void> } {
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gated = async function* (bytes: Buffer): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, bytes.length / 2);
    reach();
    await gate;
    yield bytes.subarray(bytes.length / 2);
  };
  const act: FaultAct = {
    name: "gated body",
    applies: isRead,
    run: async (call, next) => {
      const reply = await whole(call, next);
      return { ...reply, body: { size: reply.body.length, chunks: () => gated(reply.body) } };
    },
  };
  return { act, reached };
}

/** The body as it is, without a word of how long it is. */
export function unknownLength(): FaultAct {
  return {
    name: "unknown length",
    applies: isRead,
    run: async (call, next) => {
      const reply = await whole(call, next);
      const all = async function* (): AsyncGenerator<Buffer> {
        yield reply.body;
      };
      return { ...reply, body: { size: undefined, chunks: all } };
    },
  };
}

/** One bit of the body wrong, its length right. */
export function corruptBody(): FaultAct {
  return spoilt("corrupt body", (reply) => ({ ...reply, tamper: { flip: true } }), isRead);
}

/** Nothing at all for so many milliseconds, then the proper answer. */
export function slowFirstByte(ms: number): FaultAct {
  return spoilt(`first byte after ${ms} ms`, (reply) => ({ ...reply, tamper: { delayMs: ms } }));
}

/** 401 as for a token that ran out; the token is worthless from now on (registries with auth only). */
export function expiredToken(): FaultAct {
  return {
    name: "expired token",
    run: (call, _next, tools) => {
      tools.revoke(call);
      return errorReply(401, "UNAUTHORIZED", "authentication required", {
        headers: { "www-authenticate": tools.challenge(call, "invalid_token") },
      });
    },
  };
}

/** The upload session is gone when its next PATCH or PUT arrives: restarts, Harbor, several replicas. */
export function lostUpload(): FaultAct {
  return {
    name: "lost upload",
    applies: (request) => request.kind === "upload" && /^(PUT|PATCH)$/.test(request.method),
    run: async (_call, next) => {
      await next({ method: "DELETE", body: nothing() });
      return errorReply(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
    },
  };
}

/** Gitea's 500 for a manifest PUT that met another (go-gitea/gitea#29563); its body is empty. */
export function giteaRace500(): FaultAct {
  return fixed("Gitea race", () => giteaCollision, isManifestPut);
}

/** Gitea's 401 without a challenge: it did not come to look the credentials up. */
export function giteaUnverified(): FaultAct {
  return fixed("Gitea unverified", () => unverifiedByGitea);
}

/** ECR's refusal to touch an immutable tag (moby/buildkit#3776). */
export function immutableTag(): FaultAct {
  return {
    name: "immutable tag",
    applies: isManifestPut,
    run: (call) =>
      errorReply(
        400,
        "TAG_INVALID",
        `The image tag '${call.reference}' already exists in the '${call.repository}' repository and cannot be overwritten because the tag is immutable.`,
      ),
  };
}

/** 401 that wants the credentials sent elsewhere; also in place of the registry's own challenge. */
export function hostileRealm(url: string): FaultAct {
  const headers = { "www-authenticate": `Bearer realm="${url}",service="imgpub-test-registry"` };
  const act = fixed("hostile realm", () =>
    errorReply(401, "UNAUTHORIZED", "authentication required", { headers }),
  );
  return { ...act, whenUnauthorized: true };
}

/** A proper upload whose Location names another server (CVE class of oras GHSA-jxpm-75mh-9fp7). */
export function hostileLocation(url: string): FaultAct {
  return spoilt(
    "hostile location",
    (reply) => {
      const path = String(reply.headers.location ?? "/").replace(/^https?:\/\/[^/]+/, "");
      return { ...reply, headers: { ...reply.headers, location: `${url}${path}` } };
    },
    (request) => request.kind === "upload",
  );
}

/** A redirect of any request to another server. */
export function hostileRedirect(url: string): FaultAct {
  return {
    name: "hostile redirect",
    run: (call) => ({ status: 307, headers: { location: `${url}${call.path}` } }),
  };
}

/**
 * Blob reads answered by a redirect to object storage, as Docker Hub, GHCR and ECR do. Given an
 * {@link ObjectStore}, the blob is put there first; given a URL, the digest is appended to it.
 */
export function blobRedirect(target: string | ObjectStore): FaultAct {
  return {
    name: "blob redirect",
    applies: (request) => request.kind === "blob" && /^(GET|HEAD)$/.test(request.method),
    run: async (call, next) => {
      if (typeof target === "string")
        return { status: 307, headers: { location: `${target}/${call.reference}` } };
      const reply = await whole(call, next);
      if (reply.status !== 200) return reply;
      return { status: 307, headers: { location: target.put(reply.body) } };
    },
  };
}

async function whole(call: Call, next: Next): Promise<Reply & { body: Buffer }> {
  const reply = await next({ method: "GET" });
  const { body = Buffer.alloc(0) } = reply;
  if (Buffer.isBuffer(body)) return { ...reply, body };
  const chunks = (async function* () {
    for await (const chunk of body.chunks()) yield Buffer.from(chunk);
  })();
  return { ...reply, body: await readBody({ ...call, body: chunks }, Number.MAX_SAFE_INTEGER) };
}

/** 403 DENIED: a repository these credentials may not touch. */
export function deniedRepository(): FaultAct {
  return status(403, { code: "DENIED", message: "requested access to the resource is denied" });
}

/** 401 with the server's own challenge, whatever the credentials. */
export function unauthorized(): FaultAct {
  return {
    name: "unauthorized",
    run: (call, _next, tools) =>
      errorReply(401, "UNAUTHORIZED", "authentication required", {
        headers: { "www-authenticate": tools.challenge(call) },
      }),
  };
}

/** Never answers; the connection stays open until one side closes it. */
export function hang(): FaultAct {
  return { name: "hang", run: () => "hang" };
}

/** Waits so many milliseconds before the request is handled. */
export function slowHandling(ms: number): FaultAct {
  return {
    name: `handled after ${ms} ms`,
    run: async (_call, next) => {
      await sleep(ms);
      return next();
    },
  };
}

async function* nothing(): AsyncGenerator<Buffer> {}
