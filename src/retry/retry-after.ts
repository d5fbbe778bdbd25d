const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
};

/**
 * Milliseconds that an answer asks to wait, or undefined when it does not say.
 *
 * Reads `Retry-After` in both forms of RFC 9110 §10.2.3 (whole seconds, HTTP date), and the Go duration that
 * GHCR puts in the body instead: `TOOMANYREQUESTS: retry-after: 10.305464ms, allowed: 2000/minute`.
 *
 * @param now the present in milliseconds since the epoch, against which a date is read: see {@link serverTime}
 */
export function retryAfter(header: string | null | undefined, body: string, now: number): number | undefined {
  const text = header?.trim();
  if (text && /^\d+$/.test(text)) return Number(text) * 1000;
  // A date begins with the day's name; what else Date.parse makes a date of is a mistake.
  if (text && /^[a-z]/i.test(text)) {
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const inBody = /retry-after:\s*((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+)/i.exec(body)?.[1];
  if (!inBody) return undefined;
  let total = 0;
  for (const [, amount, unit] of inBody.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/gi))
    total += Number(amount) * (goUnits[(unit ?? "").toLowerCase()] ?? 0);
  return Math.ceil(total);
}

/**
 * The present by the clock of the server that an answer is from, in milliseconds since the epoch: what it says in `Date`
 * (RFC 9110 §6.6.1), as a date in `Retry-After` is one of the same clock, and `now` where it does not say.
 */
export function serverTime(date: string | null | undefined, now: number): number {
  // As with `Retry-After`, a date begins with the day's name.
  const said = date && /^[a-z]/i.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(said) ? now : said;
}
