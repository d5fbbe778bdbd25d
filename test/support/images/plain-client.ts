import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";

export interface Credentials {
  /** A ready `Authorization` value; wins over user and password. */
  readonly authorization?: string;
  readonly user?: string;
  readonly password?: string;
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** One exchange over `node:http`, with no ideas of its own: no redirects, no retries, no authentication. */
export function exchange(
  method: string,
  url: string | URL,
  options: { headers?: OutgoingHttpHeaders; body?: Uint8Array } = {},
): Promise<PlainResponse> {
  return open(method, url, options).then(async (response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  });
}

function open(
  method: string,
  url: string | URL,
  options: { headers?: OutgoingHttpHeaders; body?: Uint8Array },
): Promise<IncomingMessage> {
  const target = new URL(url);
  const request = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const length = options.body ? { "content-length": options.body.length } : {};
    request(target, { method, headers: { ...length, ...options.headers } })
      .on("response", resolve)
      .on("error", reject)
      .end(options.body);
  });
}

/**
 * A registry client that shares nothing with the one under test: it answers Basic and Bearer challenges
 * with one token per repository, and follows one redirect without credentials.
 */
export class PlainClient {
  readonly #origin: string;
  readonly #credentials: Credentials;
  readonly #authorizations = new Map<string, string>();

  constructor(origin: string, credentials: Credentials = {}) {
    this.#origin = origin;
    this.#credentials = credentials;
  }

  /** @throws Error naming the request when the status is not among `expected` */
  async call(
    method: string,
    path: string,
    expected: readonly number[],
    options: { headers?: OutgoingHttpHeaders; body?: Uint8Array } = {},
  ): Promise<PlainResponse> {
    const response = await this.#authorized(method, path, async (authorization) =>
      exchange(method, new URL(path, this.#origin), {
        ...options,
        headers: { ...options.headers, ...authorization },
      }),
    );
    if (expected.includes(response.status)) return response;
    throw new Error(`${method} ${path}: ${response.status} ${response.body.toString().slice(0, 300)}`);
  }

  /** Reads a blob without keeping it; @throws Error when it cannot be read */
  async measure(path: string): Promise<{ digest: string; size: number }> {
    const get = async (url: URL, headers: OutgoingHttpHeaders): Promise<IncomingMessage> => {
      const response = await open("GET", url, { headers });
      if (response.statusCode !== 200) response.resume();
      return response;
    };
    const url = new URL(path, this.#origin);
    let response = await this.#authorized("GET", path, async (authorization) => {
      const message = await get(url, authorization);
      return Object.assign(message, { status: message.statusCode ?? 0 });
    });
    const { location } = response.headers;
    if (/^30[1278]$/.test(String(response.statusCode)) && location !== undefined)
      response = Object.assign(await get(new URL(location, url), {}), { status: 200 });
    if (response.statusCode !== 200) throw new Error(`GET ${path}: ${response.statusCode}`);
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of response) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    return { digest: `sha256:${hash.digest("hex")}`, size };
  }

  async #authorized<T extends { status: number; headers: IncomingMessage["headers"] }>(
    method: string,
    path: string,
    send: (headers: OutgoingHttpHeaders) => Promise<T>,
  ): Promise<T> {
    const key = `${/^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(path)?.[1]} ${method === "GET" || method === "HEAD"}`;
    const known = this.#credentials.authorization ?? this.#authorizations.get(key);
    const response = await send(known === undefined ? {} : { authorization: known });
    const challenge = response.headers["www-authenticate"];
    if (response.status !== 401 || known !== undefined || challenge === undefined) return response;
    const authorization = await this.#answer(challenge);
    this.#authorizations.set(key, authorization);
    return send({ authorization });
  }

  async #answer(challenge: string): Promise<string> {
    const { user = "", password = "" } = this.#credentials;
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    // Several challenges come joined; the parameters of one end where the next one's name begins.
    const bearer = /\bbearer (.*?)(?:, *\w+ +\w+=|$)/i.exec(challenge)?.[1];
    if (bearer === undefined) return basic;
    const fields = new Map(
      [...bearer.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const url = new URL(fields.get("realm") ?? "");
    for (const name of ["service", "scope"]) {
      const value = fields.get(name);
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const { status, body } = await exchange("GET", url, {
      headers: user === "" ? {} : { authorization: basic },
    });
    if (status !== 200) throw new Error(`GET ${url}: ${status}`);
    const answer = JSON.parse(body.toString()) as { token?: string; access_token?: string };
    return `Bearer ${answer.token ?? answer.access_token}`;
  }
}
