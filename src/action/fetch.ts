/**
 * The global `fetch`, or where the environment names a proxy, one that goes through it.
 *
 * @throws {UserError} for a proxy's address that is malformed
 */
export async function actionFetch(env: NodeJS.ProcessEnv): Promise<typeof fetch> {
  const proxied = Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
  return proxied ? (await import("./proxy.ts")).createFetch(env) : fetch;
}
