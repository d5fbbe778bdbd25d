import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAuthorization } from "./authorization.ts";
import { FaultBox } from "./faults/fault-box.ts";
import { text } from "./protocol/reply.ts";
import { route } from "./route.ts";
import { send } from "./send.ts";
import type { Call, Outcome, Reply, RequestRecord } from "./types.ts";

export interface ServeOptions {
  readonly prefix: string;
  /** Milliseconds added to every request before it is handled. */
  readonly latencyMs: number;
  handle(call: Call): Promise<Reply>;
  /** Takes requests before all else, which then count for nothing here; false for those it does not take. */
  also?(incoming: IncomingMessage, response: ServerResponse): boolean;
}

export interface Served {
  readonly origin: string;
  readonly requests: RequestRecord[];
  readonly faults: FaultBox;
  close(): Promise<void>;
}

/** An HTTP server that records every request and lets faults get between it and its handler. */
export async function serve(options: ServeOptions): Promise<Served> {
  const requests: RequestRecord[] = [];
  const faults = new FaultBox();
  let arrived = 0;
  let inFlight = 0;
  const server = createServer((incoming, response) => {
    if (options.also?.(incoming, response)) return;
    arrived += 1;
    inFlight += 1;
    const record = recordOf(incoming, arrived, inFlight, options.prefix);
    requests.push(record);
    response.on("close", () => {
      inFlight -= 1;
      if (record.ended === Number.POSITIVE_INFINITY) record.ended = performance.now();
    });
    void exchange(options, faults, record, incoming, response);
  });
  // Idle connections must not be closed under a client that is about to reuse them.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function exchange(
  options: ServeOptions,
  faults: FaultBox,
  record: RequestRecord,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  incoming.on("error", () => {});
  response.on("error", () => {});
  if (options.latencyMs > 0) await sleep(options.latencyMs);
  const outcome = await outcomeOf(options, faults, { ...record, body: counted(incoming, record) });
  if (outcome === "hang") return;
  if (outcome === "reset") {
    record.ended = performance.now();
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
    const act = faults.pick(call);
    return act ? await act.run(call, () => options.handle(call)) : await options.handle(call);
  } catch (error) {
    return text(500, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}

function recordOf(incoming: IncomingMessage, n: number, inFlight: number, prefix: string): RequestRecord {
  const [path = "/", search = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const method = incoming.method ?? "GET";
  return {
    n,
    method,
    path,
    query,
    ...route(method, path, query, prefix),
    authorization: parseAuthorization(incoming.headers.authorization),
    gitProtocol: [incoming.headers["git-protocol"]].flat()[0],
    headers: incoming.headers,
    inFlight,
    status: 0,
    started: performance.now(),
    ended: Number.POSITIVE_INFINITY,
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
