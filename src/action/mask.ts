import { setSecret } from "@actions/core";

/**
 * Asks the runner to hide `secret` from here on, also where it is part of a URL or of Base64 such as the
 * credentials of a Basic `Authorization` header.
 *
 * Base64 turns three bytes into four characters, so a secret shows in one of three forms depending on how
 * many bytes precede it; of each, the characters that depend on the secret alone are masked. GitHub's runner
 * does the same by itself (actions/runner, `ValueEncoders.cs`); act, Gitea and Forgejo do not.
 */
export function maskSecret(secret: string): void {
  const bytes = Buffer.from(secret);
  const forms = new Set([secret, encodeURIComponent(secret), bytes.toString("base64")]);
  for (const line of secret.split(/[\r\n]+/)) forms.add(line);
  for (const skipped of [0, 1, 2]) {
    const whole = bytes.subarray(skipped, bytes.length - ((bytes.length - skipped) % 3));
    // Eight characters at least: a shorter form would blot out innocent text.
    if (whole.length >= 6)
      for (const form of ["base64", "base64url"] as const) forms.add(whole.toString(form));
  }
  for (const form of forms) if (form.trim() !== "") setSecret(form);
}
