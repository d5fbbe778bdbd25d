import type { Agent, ClientRequest, IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";

/** The headers of an answer by name, in lower case; of one that comes several times the values are joined by commas. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

/** A body that is sent as it arrives from elsewhere, and so only once. */
export interface StreamedBody {
  /** Writes everything into `sink` and ends it, or destroys it with what went wrong. */
  sendTo(sink: Writable): void;
}

/** One request, as it goes over a connection. */
export interface ExchangeRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | StreamedBody | undefined;
  /** Ends the exchange at any moment with its reason, the reading of the answer included. */
  readonly signal: AbortSignal;
}

/** The head of an answer, and the body that is still to come: it is read to its end, or destroyed. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Readable;
}

/** Sends one request and waits for the head of its answer: no redirect is followed, no status is an error. */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;

/** Milliseconds in which a connection must come about, and after which one on which nothing moves is given up. */
const usualConnectTime = 10_000;
const quietTime = 300_000;

/** Bytes that may wait to be sent on a connection: with less, reader and writer of a stream take turns. */
const unsent = 192 << 10;

export interface ExchangeOptions {
  /** A certificate authority to trust in place of the usual ones. */
  readonly ca?: string;
  /** Milliseconds in which a connection must come about, TLS included. */
  readonly connectTime?: number;
}

/** What Node.js has for one scheme. */
interface Scheme {
  readonly request: typeof request;
  readonly agent: Agent;
  /** What a socket says when it can be used. */
  readonly ready: "connect" | "secureConnect";
  readonly connectTime: number;
}

/**
 * An exchange by `node:http` and `node:https`. Connections are kept, for each origin its own, and the one that was used
 * last is taken first.
 */
export function createExchange({ ca, connectTime = usualConnectTime }: ExchangeOptions = {}): Exchange {
  const schemes = new Map<string, Scheme>();
  const load = (protocol: string): Scheme => {
    const secure = protocol === "https:";
    // Loaded when first needed; `import` would load all of undici with them.
    const { Agent, request } = process.getBuiltinModule(secure ? "node:https" : "node:http");
    // The last is for the sockets, which are made with what the agent is given.
    const kept = { ...(ca !== undefined && { ca }), keepAlive: true, highWaterMark: unsent };
    return { request, agent: new Agent(kept), ready: secure ? "secureConnect" : "connect", connectTime };
  };
  return (request) => {
    const { protocol } = request.url;
    const scheme = schemes.get(protocol) ?? load(protocol);
    schemes.set(protocol, scheme);
    return send(scheme, request);
  };
}

function send(
  { request, agent, ready, connectTime }: Scheme,
  { method, url, headers, body, signal }: ExchangeRequest,
): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const sent = request(url, { method, headers, agent });
    let open: ClientRequest | IncomingMessage = sent;
    // A reader of the body is to learn the reason, which Node.js tells only whom it is given to.
    const stop = () => open.destroy(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    sent.on("close", () => {
      signal.removeEventListener("abort", stop);
      // An answer that changes the protocol (101) ends in nothing else.
      reject(failed("ECONNRESET"));
    });
    sent.on("error", reject);
    sent.on("socket", (socket) => limitConnecting(sent, socket, ready, connectTime));
    sent.setTimeout(quietTime, () => open.destroy(failed("ESOCKETTIMEDOUT")));
    sent.on("response", (answer) => {
      open = answer;
      // The answer to an upload that was not sent to its end is all that its connection was good for.
      answer.on("end", () => void (sent.writableEnded || sent.destroy()));
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers as AnswerHeaders,
        body: answer,
      });
    });
    if (isStreamed(body)) body.sendTo(sent);
    else sent.end(body);
  });
}

/** Gives a new connection a limit that the operating system would stretch to minutes, and TLS has none of. */
function limitConnecting(
  sent: ClientRequest,
  socket: Socket,
  ready: Scheme["ready"],
  connectTime: number,
): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => sent.destroy(failed("ETIMEDOUT")), connectTime);
  const connected = () => clearTimeout(timer);
  socket.once(ready, connected).once("close", connected);
}

function failed(code: "ECONNRESET" | "ETIMEDOUT" | "ESOCKETTIMEDOUT"): Error {
  return Object.assign(new Error(`the exchange failed: ${code}`), { code });
}

/** Whether a body is streamed, and cannot be sent a second time. */
export function isStreamed(body: ExchangeRequest["body"]): body is StreamedBody {
  return typeof body === "object" && "sendTo" in body;
}
