import { PassThrough, type Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { UserError } from "../base/errors.ts";
import { createExchange, type Exchange, isStreamed, type StreamedBody } from "../registry/http/exchange.ts";
import { bypasses } from "./no-proxy.ts";

/** A forward proxy; what it wants to know of the user is apart from its URL, so that no error can show it. */
export interface Proxy {
  readonly uri: string;
  /** The value of `Proxy-Authorization`. */
  readonly token?: string;
}

/** The proxies for the two schemes of a URL, as the environment names them, or what is wrong with the one for both. */
export interface Proxies {
  readonly http?: Proxy | UserError;
  readonly https?: Proxy | UserError;
}

/**
 * A `fetch` that goes through the proxies of `env`, or the global one without any. Give it URLs as text, as a global
 * `Request` is foreign to the proxying one.
 *
 * @throws {UserError} when a proxy's address is malformed.
 */
export async function createFetch(env: NodeJS.ProcessEnv): Promise<typeof fetch> {
  const route = await createRoute(env);
  if (!route) return fetch;
  const { fetch: undiciFetch } = await import("undici");
  const proxied = async (url: string, init?: object) => {
    route.require(new URL(url));
    return undiciFetch(url, { ...init, dispatcher: route });
  };
  return proxied as unknown as typeof fetch;
}

/**
 * An exchange that goes through the proxies of `env`, or Node.js's own without any.
 *
 * @throws {UserError} when a proxy's address is malformed.
 */
export async function createProxiedExchange(env: NodeJS.ProcessEnv): Promise<Exchange> {
  const route = await createRoute(env);
  if (!route) return createExchange();
  const { request } = await import("undici");
  return async ({ method, url, headers, body, signal }) => {
    route.require(url);
    const answer = await request(url, {
      dispatcher: route,
      method,
      headers,
      body: isStreamed(body) ? asReadable(body) : (body ?? null),
      signal,
      // A connection can be used after HEAD as after anything else.
      reset: false,
    });
    const joined = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return { status: answer.statusCode, headers: Object.fromEntries(joined), body: answer.body };
  };
}

function asReadable(body: StreamedBody): Readable {
  const through = new PassThrough();
  body.sendTo(through);
  return through;
}

/**
 * The way through the proxies of `env`: `http_proxy` for http, `https_proxy` for https, `all_proxy` for what is left,
 * each also in upper case, lower case first, and past them where {@link bypasses} says so; undefined without any. An
 * http URL is requested from the proxy in absolute form, an https URL through a CONNECT tunnel.
 */
async function createRoute(env: NodeJS.ProcessEnv): Promise<Route | undefined> {
  const proxies = readProxies(env);
  if (!proxies.http && !proxies.https) return undefined;
  const noProxy = lookup(env, "no_proxy");
  // Node's own proxies tunnel plain HTTP for fetch, and know neither ALL_PROXY nor CIDR ranges.
  const undici = await import("undici");
  const direct = new undici.Agent();
  const agentOf = (proxy: Proxy | UserError | undefined, more: { proxyTunnel?: boolean }) =>
    !proxy || proxy instanceof UserError ? (proxy ?? direct) : new undici.ProxyAgent({ ...proxy, ...more });
  const http = agentOf(proxies.http, { proxyTunnel: false });
  const https = agentOf(proxies.https, {});
  class ByProxy extends undici.Dispatcher implements Route {
    require(url: URL): Dispatcher {
      const through = url.protocol === "https:" ? https : http;
      const way = bypasses(url, noProxy) ? direct : through;
      if (way instanceof UserError) throw way;
      return way;
    }

    // Chosen for each request, so that a redirect is judged by its own address.
    override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      return this.require(new URL(String(options.origin))).dispatch(options, handler);
    }
  }
  return new ByProxy();
}

/** A dispatcher that takes each request by its proxy, or past them. */
interface Route extends Dispatcher {
  /**
   * The way for a URL.
   *
   * @throws {UserError} where it would lead through a proxy that does not do
   */
  require(url: URL): Dispatcher;
}

/**
 * The proxies that `env` names. `all_proxy` is mostly meant for other programs as well, so one that does not do, such as
 * a SOCKS proxy, is wrong only for what would have to go through it.
 *
 * @throws {UserError} when an address is not that of an HTTP proxy; never quotes it.
 */
export function readProxies(env: NodeJS.ProcessEnv): Proxies {
  const http = proxyFor(env, "http_proxy");
  const https = proxyFor(env, "https_proxy");
  return { ...(http && { http }), ...(https && { https }) };
}

function proxyFor(env: NodeJS.ProcessEnv, variable: string): Proxy | UserError | undefined {
  const own = lookup(env, variable);
  if (own !== "") return parseProxy(own, variable);
  const all = lookup(env, "all_proxy");
  if (all === "") return undefined;
  try {
    return parseProxy(all, "all_proxy");
  } catch (error) {
    return error as UserError;
  }
}

function parseProxy(text: string, variable: string): Proxy {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError("not HTTP");
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const token = `Basic ${Buffer.from(user).toString("base64")}`;
    return { uri: url.origin, ...(user !== ":" && { token }) };
  } catch {
    throw new UserError(
      `${variable.toUpperCase()} is not the address of an HTTP proxy; expected http[s]://[user:password@]host[:port]`,
    );
  }
}

function lookup(env: NodeJS.ProcessEnv, variable: string): string {
  return (env[variable] || env[variable.toUpperCase()] || "").trim();
}
