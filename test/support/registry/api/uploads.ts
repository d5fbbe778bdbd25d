import { randomUUID } from "node:crypto";
import { type Context, location, methodNotAllowed, repositoryOf } from "../context.ts";
import type { BlobSink } from "../store/blob-store.ts";
import type { Call, Reply } from "../types.ts";
import { Refusal } from "./refusal.ts";
import { isDigest } from "./route.ts";

interface Session {
  readonly id: string;
  readonly name: string;
  readonly sink: BlobSink;
}

/** Blob uploads, in one piece or in chunks, and mounts: /v2/<name>/blobs/uploads/. */
export function uploadEndpoint(context: Context): (call: Call) => Promise<Reply> {
  const sessions = new Map<string, Session>();

  function sessionOf(call: Call, name: string): Session {
    const session = sessions.get(call.reference ?? "");
    if (session?.name === name) return session;
    throw new Refusal(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", {
      detail: call.reference,
    });
  }

  async function start(call: Call, name: string): Promise<Reply> {
    const mount = call.query.get("mount");
    const from = call.query.get("from");
    if (mount !== null && from !== null && context.store.hasBlob(from, mount)) {
      context.store.create(name).blobs.add(mount);
      return created(context, call, name, mount);
    }
    const session = { id: randomUUID(), name, sink: context.store.blobs.sink() };
    const digest = call.query.get("digest");
    if (digest !== null) return finish(call, session, digest);
    sessions.set(session.id, session);
    return { status: 202, headers: progress(context, call, session) };
  }

  /** Takes the body, if any, checks the digest and ends the session whatever comes of it. */
  async function finish(call: Call, session: Session, digest: string): Promise<Reply> {
    if (!isDigest(digest)) throw new Refusal(400, "DIGEST_INVALID", "invalid digest", { detail: digest });
    sessions.delete(session.id);
    try {
      await take(call, session.sink);
    } catch (error) {
      await session.sink.discard();
      throw error;
    }
    if (!(await session.sink.commit(digest)))
      throw new Refusal(400, "DIGEST_INVALID", "provided digest did not match uploaded content", {
        detail: digest,
      });
    context.store.create(session.name).blobs.add(digest);
    return created(context, call, session.name, digest);
  }

  return async (call) => {
    const name = repositoryOf(context, call);
    if (call.method === "POST" && call.reference === undefined) return start(call, name);
    const session = sessionOf(call, name);
    switch (call.method) {
      case "PATCH":
        checkRange(context, call, session);
        await take(call, session.sink);
        return { status: 202, headers: progress(context, call, session) };
      case "PUT":
        checkRange(context, call, session);
        return finish(call, session, call.query.get("digest") ?? "");
      case "GET":
      case "HEAD":
        return { status: 204, headers: progress(context, call, session) };
      case "DELETE":
        sessions.delete(session.id);
        await session.sink.discard();
        return { status: 204, headers: {} };
      default:
        throw methodNotAllowed();
    }
  };
}

async function take(call: Call, sink: BlobSink): Promise<void> {
  for await (const chunk of call.body) await sink.write(chunk);
}

/** Chunks come in order: a range that begins elsewhere than at the session's end is 416. */
function checkRange(context: Context, call: Call, session: Session): void {
  const range = call.headers["content-range"];
  if (range === undefined) return;
  const [, start, end] = /^(\d+)-(\d+)$/.exec(range) ?? [];
  const length = call.headers["content-length"];
  if (
    Number(start) !== session.sink.size ||
    (length !== undefined && Number(end) - Number(start) + 1 !== Number(length))
  )
    throw new Refusal(416, "BLOB_UPLOAD_INVALID", "chunk out of order", {
      detail: range,
      headers: progress(context, call, session),
    });
}

/** Where the upload goes on and how far it is; an empty session says 0-0, as distribution does. */
function progress(context: Context, call: Call, session: Session): Record<string, string> {
  return {
    location: location(context, call, `/v2/${session.name}/blobs/uploads/${session.id}`),
    range: `0-${Math.max(0, session.sink.size - 1)}`,
    "docker-upload-uuid": session.id,
  };
}

function created(context: Context, call: Call, name: string, digest: string): Reply {
  return {
    status: 201,
    headers: {
      location: location(context, call, `/v2/${name}/blobs/${digest}`),
      "docker-content-digest": digest,
    },
  };
}
