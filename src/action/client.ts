import { inInput } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { meanwhile } from "../base/meanwhile.ts";
import type { Credentials } from "../registry/auth/credentials.ts";
import { Client } from "../registry/client.ts";
import { parseInsecureRegistries } from "../registry/hosts.ts";
import { systemClock } from "../retry/clock.ts";
import { actionExchange } from "./exchange.ts";
import { maskSecret } from "./mask.ts";

/**
 * The registry client of a running action: docker's credentials and the proxy of the environment, and every secret
 * masked as soon as it is known.
 *
 * @param requestsPerHost requests to one host at a time
 * @throws {UserError} for a host in `insecure-registries`, or a proxy's address, that is malformed
 */
export async function actionClient(
  insecureRegistries: readonly string[],
  requestsPerHost: number,
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Client> {
  // Every answer is hashed, and much is told of it; both take longer the first time.
  meanwhile(() => [process.getBuiltinModule("node:crypto"), process.stdout]);
  return new Client({
    exchange: await actionExchange(env),
    credentials: storedCredentials(env, log),
    insecureRegistries: inInput("insecure-registries", () => parseInsecureRegistries(insecureRegistries)),
    clock: systemClock,
    onSecret: maskSecret,
    requestsPerHost,
    userAgent: "imgpub",
  });
}

/** Docker's credentials, looked for when a registry first asks for them; what finds them is loaded in the meantime. */
function storedCredentials(env: NodeJS.ProcessEnv, log: Log): Credentials {
  let stored: Promise<Credentials> | undefined;
  const read = async () => {
    const { createCredentials, homeFolder } = await import("../registry/auth/credentials.ts");
    return createCredentials(env, { home: homeFolder(), onSecret: maskSecret, log });
  };
  const loaded = () => (stored ??= read());
  meanwhile(loaded);
  return {
    async for(...access) {
      return (await loaded()).for(...access);
    },
  };
}
