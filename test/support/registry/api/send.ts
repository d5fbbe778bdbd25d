import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reply, RequestRecord } from "../types.ts";

/** Writes an answer, spoilt as asked, and completes the record. */
export async function send(response: ServerResponse, record: RequestRecord, reply: Reply): Promise<void> {
  const { body, tamper = {} } = reply;
  const size = Buffer.isBuffer(body) ? body.length : body === undefined ? 0 : body.size;
  const headers = { ...reply.headers };
  if (size !== undefined && reply.status !== 204) headers["content-length"] ??= size;
  if (tamper.delayMs) await sleep(tamper.delayMs);
  response.writeHead(reply.status, headers);
  record.status = reply.status;
  if (record.method === "HEAD" || body === undefined || size === 0) {
    record.end = performance.now();
    response.end();
    return;
  }
  // So that the status gets through even when the source of the body fails at once.
  if (!Buffer.isBuffer(body)) response.flushHeaders();
  const limit = size === undefined ? undefined : tamper.cut ? Math.floor(size / 2) : size;
  const flipAt = tamper.flip ? Math.floor((size ?? 2) / 2) : -1;
  let sent = 0;
  for await (const chunk of Buffer.isBuffer(body) ? [body] : body.chunks()) {
    let piece = limit === undefined ? chunk : chunk.subarray(0, limit - sent);
    if (flipAt >= sent && flipAt < sent + piece.length) piece = flipped(piece, flipAt - sent);
    sent += piece.length;
    record.responseBytes = sent;
    // The last byte frees the client to go on, so the time is taken before it leaves.
    if (sent === limit) record.end = performance.now();
    if (piece.length > 0 && !response.write(piece)) await drained(response);
    if (sent === limit || response.destroyed) break;
  }
  if (tamper.cut) await cut(response, tamper.cut);
  else response.end();
  if (record.end === Number.POSITIVE_INFINITY) record.end = performance.now();
}

function flipped(piece: Uint8Array, at: number): Uint8Array {
  const copy = Buffer.from(piece);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

async function cut(response: ServerResponse, how: "reset" | "close"): Promise<void> {
  response.flushHeaders();
  // Time for what was written to reach the other side, or a reset would overtake it.
  await sleep(5);
  if (how === "reset") response.socket?.resetAndDestroy();
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
