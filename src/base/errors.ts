/** An error that says all there is to say in its message: it is reported without a stack. Any other is a bug. */
export class ReportedError extends Error {
  override readonly name: string = "ReportedError";
}

/**
 * A mistake that the person behind the workflow can mend.
 *
 * The message is one sentence that names the input, says what was found and what is accepted. It reaches
 * the run's error annotation as it stands.
 */
export class UserError extends ReportedError {
  override readonly name = "UserError";
}

/** The text of whatever was thrown; never fails. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : Object.prototype.toString.call(thrown);
}

/** The sentence of one or several errors, each text once. */
export function messagesOf(errors: readonly unknown[]): string {
  return [...new Set(errors.map(messageOf))].join("; ");
}

/**
 * Runs `read` and puts `place`, such as `line 3: `, before the message of a {@link UserError} that it throws or rejects
 * with, so that parsers need not know where their text came from.
 */
export function placed<T>(place: string, read: () => T): T {
  const atPlace = (error: unknown) =>
    error instanceof UserError ? new UserError(`${place}${error.message}`, { cause: error }) : error;
  try {
    const value = read();
    if (!(value instanceof Promise)) return value;
    return value.catch((error: unknown) => {
      throw atPlace(error);
    }) as T;
  } catch (error) {
    throw atPlace(error);
  }
}

/** Runs `read` and names `input` in any {@link UserError}, as {@link placed} does. */
export function inInput<T>(input: string, read: () => T): T {
  return placed(`input "${input}": `, read);
}
