import { createHash } from "node:crypto";
import { errorReply } from "../api/refusal.ts";
import type { FaultBox } from "../fault-box.ts";
import { serve } from "../serve.ts";
import type { Reply, RequestRecord } from "../types.ts";

/** Object storage behind a registry, on another port and so another origin. */
export interface ObjectStore extends AsyncDisposable {
  readonly origin: string;
  readonly host: string;
  /** Every request with its headers, so that a test can see that no credentials came along. */
  readonly requests: RequestRecord[];
  readonly faults: FaultBox;
  /** Keeps the bytes and returns a signed URL for them. */
  put(bytes: Uint8Array): string;
  close(): Promise<void>;
}

/**
 * Serves objects by signed URL, and like S3 refuses a request that carries an Authorization header as well
 * ("Only one auth mechanism allowed").
 */
export async function startObjectStore(options: { host?: string } = {}): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const served = await serve({
    ...options,
    tools: { challenge: () => [], revoke: () => {} },
    handle: async (call): Promise<Reply> => {
      if (call.headers.authorization !== undefined)
        return errorReply(400, "INVALID_ARGUMENT", "Only one auth mechanism allowed");
      const object = objects.get(call.path);
      if (!object || !call.query.has("X-Amz-Signature"))
        return errorReply(403, "ACCESS_DENIED", "no such object");
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: object };
    },
  });
  return {
    origin: served.origin,
    host: served.host,
    requests: served.log.requests,
    faults: served.faults,
    put: (bytes) => {
      const path = `/bucket/${createHash("sha256").update(bytes).digest("hex")}`;
      objects.set(path, Buffer.from(bytes));
      return `${served.origin}${path}?X-Amz-Signature=test`;
    },
    close: () => served.close(),
    [Symbol.asyncDispose]: () => served.close(),
  };
}
