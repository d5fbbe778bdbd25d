import { setSecret } from "@actions/core";
import { secretForms } from "../base/secret.ts";

/**
 * Asks the runner to hide `secret` from here on, also where it is part of a URL or of Base64 such as the
 * credentials of a Basic `Authorization` header. GitHub's runner looks for those forms by itself; act, Gitea and
 * Forgejo do not.
 */
export function maskSecret(secret: string): void {
  for (const form of secretForms(secret)) setSecret(form);
}
