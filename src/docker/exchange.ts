import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex, Readable } from "node:stream";

/** One request to an engine. */
export interface EngineRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** With its query, percent-encoded. */
  readonly path: string;
  /** Sent as JSON, or as it is where it is a stream of bytes. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** What an engine answered; the body is still to be read. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readable;
}

/** A connection that an engine has handed over (`101 UPGRADED`), such as to a container's standard streams. */
export interface Upgraded {
  readonly connection: Duplex;
  /** What came with the answer's head. */
  readonly first: Uint8Array;
}

const isStream = (body: unknown): body is Readable =>
  typeof body === "object" && body !== null && "pipe" in body && typeof body.pipe === "function";

function open(socket: string, { method, path, body, contentType, signal }: EngineRequest, upgrade: boolean) {
  const text = body === undefined || isStream(body) ? undefined : JSON.stringify(body);
  const sent = httpRequest({
    socketPath: socket,
    method,
    path,
    signal,
    // One connection a request: there are few, and one that is kept would be found closed after the engine restarts.
    agent: false,
    headers: {
      Host: "docker",
      ...(body === undefined ? {} : { "Content-Type": contentType ?? "application/json" }),
      ...(text === undefined ? {} : { "Content-Length": Buffer.byteLength(text) }),
      ...(upgrade ? { Connection: "Upgrade", Upgrade: "tcp" } : {}),
    },
  });
  if (isStream(body)) {
    body.on("error", (error) => sent.destroy(error));
    sent.on("close", () => body.destroy());
    body.pipe(sent);
  } else sent.end(text);
  return sent;
}

/**
 * Sends one request over a unix socket.
 *
 * @throws what the socket fails with, such as `ENOENT`, `EACCES` or `ECONNREFUSED`, or the signal's reason
 */
export function exchange(socket: string, asked: EngineRequest): Promise<EngineResponse> {
  return new Promise((resolve, reject) => {
    open(socket, asked, false)
      .on("response", (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
      )
      .on("error", (error) => reject(asked.signal.aborted ? asked.signal.reason : error));
  });
}

/**
 * Asks for a connection to be handed over. An engine that does otherwise has answered as to any request.
 *
 * @throws as {@link exchange}
 */
export function upgrade(socket: string, asked: EngineRequest): Promise<Upgraded | EngineResponse> {
  return new Promise((resolve, reject) => {
    open(socket, asked, true)
      .on("upgrade", (_, connection, first) => resolve({ connection, first }))
      .on("response", (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
      )
      .on("error", (error) => reject(asked.signal.aborted ? asked.signal.reason : error));
  });
}
