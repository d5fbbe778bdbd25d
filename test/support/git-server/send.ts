import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reply, RequestRecord } from "./types.ts";

/** Writes an answer as its body comes, and completes the record. */
export async function send(response: ServerResponse, record: RequestRecord, reply: Reply): Promise<void> {
  const { body = Buffer.alloc(0) } = reply;
  const headers: Record<string, string | number> = { ...reply.headers };
  if (Buffer.isBuffer(body)) headers["content-length"] ??= body.length;
  response.writeHead(reply.status, headers);
  record.status = reply.status;
  for await (const chunk of Buffer.isBuffer(body) ? [body] : body) {
    if (response.destroyed) break;
    record.responseBytes += chunk.length;
    if (chunk.length > 0 && !response.write(chunk)) await drained(response);
  }
  record.ended = performance.now();
  if (!reply.cut) {
    response.end();
    return;
  }
  response.flushHeaders();
  // Time for what was written to reach the other side, or a reset would overtake it.
  await sleep(5);
  if (reply.cut === "reset") response.socket?.resetAndDestroy();
  else response.socket?.destroySoon();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
    if (response.destroyed) done();
  });
}
