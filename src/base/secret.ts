/**
 * The texts that a secret may appear as: itself, its lines, percent-encoded, and Base64.
 *
 * Base64 turns three bytes into four characters, so a secret within a longer text, such as the credentials of a Basic
 * `Authorization` header, shows in one of three forms depending on how many bytes precede it; of each, the
 * characters that depend on the secret alone are given. GitHub's runner does the same (actions/runner,
 * `ValueEncoders.cs`).
 */
export function secretForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const forms = new Set([secret, encodeURIComponent(secret), bytes.toString("base64")]);
  for (const line of secret.split(/[\r\n]+/)) forms.add(line);
  for (const skipped of [0, 1, 2]) {
    const whole = bytes.subarray(skipped, bytes.length - ((bytes.length - skipped) % 3));
    // Eight characters at least: a shorter form would blot out innocent text.
    if (whole.length >= 6)
      for (const form of ["base64", "base64url"] as const) forms.add(whole.toString(form));
  }
  return [...forms].filter((form) => form.trim() !== "");
}

/** `text` with every form of every secret replaced by `***`. */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first, so that no form leaves the rest of one that contains it.
  const forms = secrets.flatMap(secretForms).sort((a, b) => b.length - a.length);
  return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}
