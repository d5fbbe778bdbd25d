import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errorReply, Refusal } from "./api/refusal.ts";
import { route } from "./api/route.ts";
import { send } from "./api/send.ts";
import { Connections } from "./connections.ts";
import { FaultBox, type FaultTools, type Next, type Outcome } from "./fault-box.ts";
import { RequestLog } from "./request-log.ts";
import type { Call, Reply, RequestRecord } from "./types.ts";

export interface ListenOptions {
  /** Address to listen on, default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** Milliseconds added to every request before it is handled. */
  readonly delayMs?: number;
  /** Milliseconds more for the first request of a connection, such as TCP and TLS take. */
  readonly connectMs?: number;
}

export interface ServeOptions extends ListenOptions {
  handle(call: Call): Promise<Reply>;
  /** The answer to a request without the right credentials; undefined lets it through. */
  refuse?(call: Call): Reply | undefined;
  readonly tools: FaultTools;
}

export interface Served {
  readonly origin: string;
  readonly host: string;
  readonly log: RequestLog;
  readonly connections: Connections;
  readonly faults: FaultBox;
  close(): Promise<void>;
}

/** An HTTP server that records every request and lets faults get between it and its handler. */
export async function serve(options: ServeOptions): Promise<Served> {
  const log = new RequestLog();
  const connections = new Connections();
  const faults = new FaultBox();
  const scheme = options.tls ? "https" : "http";
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const record = recordOf(incoming, log.next(), connections.numberOf(incoming.socket));
    void exchange(options, scheme, log, faults, record, incoming, response);
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.on(options.tls ? "secureConnection" : "connection", (socket: Socket) => connections.add(socket));
  // Idle connections must not be closed under a client that is about to reuse them.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const name = options.host ?? "127.0.0.1";
  const host = `${name.includes(":") ? `[${name}]` : name}:${port}`;
  return {
    origin: `${scheme}://${host}`,
    host,
    log,
    connections,
    faults,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Connections that a request came on. */
const greeted = new WeakSet<object>();

async function exchange(
  options: ServeOptions,
  scheme: string,
  log: RequestLog,
  faults: FaultBox,
  record: RequestRecord,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  log.add(record);
  incoming.on("error", () => {});
  response.on("error", () => {});
  response.on("close", () => {
    if (record.end === Number.POSITIVE_INFINITY) record.end = performance.now();
  });
  const call: Call = {
    ...record,
    origin: `${scheme}://${incoming.headers.host ?? "127.0.0.1"}`,
    body: counted(incoming, record),
  };
  const first = !greeted.has(incoming.socket);
  greeted.add(incoming.socket);
  const delay = (options.delayMs ?? 0) + (first ? (options.connectMs ?? 0) : 0);
  if (delay > 0) await sleep(delay);
  await log.spring(record.n, "before");
  const outcome = await outcomeOf(options, faults, call);
  await log.spring(record.n, "after");
  if (outcome === "hang") return;
  if (outcome === "reset") {
    record.end = performance.now();
    incoming.socket.resetAndDestroy();
    return;
  }
  try {
    await send(response, record, outcome);
  } catch {
    // The source of the body failed half way; so does the answer.
    response.destroy();
  }
}

async function outcomeOf(options: ServeOptions, faults: FaultBox, call: Call): Promise<Outcome> {
  try {
    const refused = options.refuse?.(call);
    const act = faults.pick(call, refused !== undefined);
    if (!act) return refused ?? (await options.handle(call));
    return await act.run(
      call,
      async (change) => refused ?? (await answer(options, changed(call, change))),
      options.tools,
    );
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    // The client went away while its body was read.
    if ((error as { code?: unknown }).code === "ECONNRESET") return "reset";
    return errorReply(
      500,
      "UNKNOWN",
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  }
}

function changed(call: Call, change: Parameters<Next>[0] = {}): Call {
  if (!change.body) return { ...call, ...change };
  // The length is that of the body that was replaced.
  const { "content-length": _, ...headers } = call.headers;
  return { ...call, ...change, headers };
}

/** Like the handler, with refusals as answers, so that faults can change those too. */
async function answer(options: ServeOptions, call: Call): Promise<Reply> {
  try {
    return await options.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function recordOf(incoming: IncomingMessage, n: number, connection: number): RequestRecord {
  const [path = "/", search = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const scheme = /^(basic|bearer) /i.exec(incoming.headers.authorization ?? "")?.[1]?.toLowerCase();
  return {
    n,
    method: incoming.method ?? "GET",
    path,
    query: new URLSearchParams(search),
    ...route(path),
    headers: incoming.headers,
    authorization: scheme === "basic" || scheme === "bearer" ? scheme : "none",
    connection,
    status: 0,
    start: performance.now(),
    end: Number.POSITIVE_INFINITY,
    requestBytes: 0,
    responseBytes: 0,
  };
}

async function* counted(incoming: IncomingMessage, record: RequestRecord): AsyncGenerator<Buffer> {
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    record.requestBytes += bytes.length;
    yield bytes;
  }
}
