/** The system's, OpenSSL's or undici's code of an error, which may be hidden among its causes; undefined without one. */
export function networkCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string") return at.code === "EPROTO" ? tlsCode(at) : at.code;
    // Happy eyeballs: one error for each address that was tried.
    if (at instanceof AggregateError && at.errors[0] !== at) {
      const inner = networkCode(at.errors[0]);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** What OpenSSL says, and Node.js hides behind a code of the system's where a write was the first to meet it. */
function tlsCode({ message }: Error): string {
  const reason = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
  return reason ? `ERR_SSL_${reason.trim().toUpperCase().replace(/\W+/g, "_")}` : "EPROTO";
}
