/**
 * The global `fetch`, or where the environment names a proxy, one that goes through it.
 *
 * @throws {UserError} for a proxy's address that is malformed
 */
export async function actionFetch(env: NodeJS.ProcessEnv): Promise<typeof fetch> {
  return namesProxy(env) ? (await import("./proxy.ts")).createFetch(env) : fetch;
}

/** Whether the environment has a variable for a proxy, be it an empty one. */
export function namesProxy(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
}
