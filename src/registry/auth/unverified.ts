import { RegistryError } from "../errors.ts";

/**
 * Whether an answer of Gitea's may be about its database, and not about the credentials: it answers 401 without a
 * challenge to wrong ones, but also whenever it failed to look up right ones (`verifyAuth` in its
 * routers/api/packages/api.go), as happens with SQLite while somebody else writes.
 */
export function isUnverified({ failure, challenge }: RegistryError): boolean {
  return failure.kind === "http" && failure.status === 401 && challenge === undefined;
}

const what = "401 without a challenge";

/** Whether an error is what {@link unverified} makes. */
export function isMadeOfUnverified(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.failure.kind === "content" && error.failure.what === what;
}

/** Such an answer as a failure that is worth a few more tries. */
export function unverified(error: RegistryError): RegistryError {
  return new RegistryError(error.where, { kind: "content", what }, "read", {
    cause: error,
  });
}
