import { createExchange, type Exchange } from "../registry/http/exchange.ts";
import { namesProxy } from "./fetch.ts";

/**
 * How a registry is spoken to: by Node.js itself, or where the environment names a proxy, through that.
 *
 * @throws {UserError} for a proxy's address that is malformed
 */
export async function actionExchange(env: NodeJS.ProcessEnv): Promise<Exchange> {
  return namesProxy(env) ? (await import("./proxy.ts")).createProxiedExchange(env) : createExchange();
}
