import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from "node:http";
import { Refusal } from "../registry/api/refusal.ts";
import { createAuthenticator } from "../registry/auth.ts";
import { type Recorder, recorder } from "../registry/registry.ts";
import { serve } from "../registry/serve.ts";
import type { Call, Reply } from "../registry/types.ts";

export interface FaultProxyOptions {
  /** Milliseconds added to every request before it is passed on. */
  readonly delayMs?: number;
  /** Milliseconds more for the first request of a connection, such as TCP and TLS take. */
  readonly connectMs?: number;
  /**
   * Default "none": whoever asks for credentials is the upstream. With "bearer" the proxy does, with a scope for each
   * repository as distribution, hands out the tokens itself, and the upstream sees none of it.
   */
  readonly auth?: "none" | "bearer";
  readonly host?: string;
  readonly port?: number;
}

/** Headers of one connection, not of the message (RFC 9110 section 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
]);

/**
 * A reverse proxy on its own port that records requests and plays faults like the embedded registry, so
 * that a real registry can be had with both, and with Bearer tokens. Location and the token realm are rewritten to lead back here.
 */
export async function startFaultProxy(upstream: string, options: FaultProxyOptions = {}): Promise<Recorder> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const own = options.auth === "bearer" ? createAuthenticator({ kind: "bearer" }, "spec") : undefined;
  // What the upstream asked for last, to be asked again when a fault imitates its 401.
  let challenge: string[] = [];
  const served = await serve({
    ...options,
    refuse: (call) => own?.refuse(call),
    tools: own ?? {
      challenge: (_call, error) =>
        challenge.length === 0
          ? [`Basic realm="imgpub"`]
          : challenge.map((text) =>
              error === undefined || !/^bearer/i.test(text) ? text : `${text},error="${error}"`,
            ),
      // Tokens are the upstream's.
      revoke: () => {},
    },
    handle: async (call) => {
      if (own && call.kind === "token") return own.token(call);
      const answer = await forward(upstream, agent, own ? anonymous(call) : call).catch((error: unknown) => {
        throw new Refusal(502, "UNAVAILABLE", String(error));
      });
      const headers = rewritten(answer.headers, upstream, call.origin);
      const asked = headers["www-authenticate"];
      if (asked !== undefined)
        challenge = [asked].flat().map((text) => String(text).replace(/,error="[^"]*"/, ""));
      return toReply(call, answer, headers);
    },
  });
  return recorder(served, async () => {
    await served.close();
    agent.destroy();
  });
}

/** The call without its credentials, which are for the proxy alone. */
function anonymous(call: Call): Call {
  const { authorization: _, ...headers } = call.headers;
  return { ...call, headers };
}

function forward(upstream: string, agent: Agent, call: Call): Promise<IncomingMessage> {
  const { host, hostname, port } = new URL(upstream);
  const query = call.query.size === 0 ? "" : `?${call.query}`;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      agent,
      hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
      port,
      method: call.method,
      path: `${call.path}${query}`,
      headers: { ...endToEnd(call.headers), host },
    });
    outgoing.on("response", resolve).on("error", reject);
    void pass(call, outgoing, reject);
  });
}

async function pass(
  call: Call,
  outgoing: ReturnType<typeof request>,
  reject: (error: unknown) => void,
): Promise<void> {
  try {
    for await (const chunk of call.body)
      if (!outgoing.write(chunk))
        await new Promise<void>((resolve) => {
          const done = (): void => {
            outgoing.off("drain", done).off("close", done);
            resolve();
          };
          outgoing.once("drain", done).once("close", done);
        });
    outgoing.end();
  } catch (error) {
    outgoing.destroy();
    reject(error);
  }
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

function rewritten(headers: IncomingHttpHeaders, upstream: string, origin: string): OutgoingHttpHeaders {
  const passed = endToEnd(headers);
  for (const name of ["location", "www-authenticate", "link"]) {
    const value = passed[name];
    if (value !== undefined)
      passed[name] = [value].flat().map((text) => String(text).replaceAll(upstream, origin));
  }
  const location = passed.location;
  return Array.isArray(location) ? { ...passed, location: location[0] } : passed;
}

function toReply(call: Call, answer: IncomingMessage, headers: OutgoingHttpHeaders): Reply {
  const status = answer.statusCode ?? 502;
  const length = answer.headers["content-length"];
  const size = length === undefined ? undefined : Number(length);
  if (call.method !== "HEAD" && size !== 0) return { status, headers, body: { size, chunks: () => answer } };
  answer.resume();
  return { status, headers };
}
