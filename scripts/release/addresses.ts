import { UserError } from "../../src/base/errors.ts";
import { type Git, withoutCredentials } from "./git.ts";

/**
 * Makes sure that a remote is pushed to where it is read from, and nowhere else.
 *
 * @param remote its name, or an address
 * @throws {UserError}
 */
export async function checkAddresses(git: Git, remote: string): Promise<void> {
  const configured = addressesOf(await git.read(["remote", "--verbose"]), remote);
  const { fetch, push } = configured.fetch.length > 0 ? configured : await addressesOfUrl(git, remote);
  if (push.length === fetch.length && push.every((address, at) => address === fetch[at])) return;
  throw new UserError(
    `${withoutCredentials(remote)} is read from ${shown(fetch)} and pushed to ${shown(push)}; ` +
      "accepted is a remote that has one address: mend pushurl, pushInsteadOf or url of git's configuration",
  );
}

/** A remote that exists for one command, since what git rewrites in an address it tells of remotes alone. */
async function addressesOfUrl(git: Git, url: string) {
  const name = "imgpub-release";
  return addressesOf(await git.read(["-c", `remote.${name}.url=${url}`, "remote", "--verbose"]), name);
}

/** Reads what `git remote --verbose` prints. Behind an address there may be the filter of a partial clone. */
function addressesOf(output: string, remote: string) {
  const lines = [...output.matchAll(/^(.*?)\t(.*) \((fetch|push)\)(?: \[.*\])?$/gm)];
  const of = (kind: string) =>
    lines.filter(([, name, , one]) => name === remote && one === kind).map(([, , address = ""]) => address);
  return { fetch: of("fetch"), push: of("push") };
}

const shown = (addresses: readonly string[]) => addresses.map(withoutCredentials).join(" and ");
