import { RegistryError } from "../errors.ts";

/**
 * Whether an answer of Gitea's may be about its database, and not about the credentials: it answers 401 without a
 * challenge to wrong ones, but also whenever it failed to look up right ones (`verifyAuth` in its
 * routers/api/packages/api.go), as happens with SQLite while somebody else writes.
 */
export function isUnverified({ failure, challenge }: RegistryError): boolean {
  return failure.kind === "http" && failure.status === 401 && challenge === undefined;
}

/** Such an answer as a failure that is worth a few more tries. */
export function unverified(error: RegistryError): RegistryError {
  return new RegistryError(error.where, { kind: "content", what: "401 without a challenge" }, "read", {
    cause: error,
  });
}
