/** One challenge of a `WWW-Authenticate` field. */
export interface Challenge {
  /** The authentication scheme in lower case, such as `bearer`. */
  readonly scheme: string;
  /** Parameters by lower-case name; of a repeated one the first counts. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The credentials-like text some schemes give instead of parameters. */
  readonly token68?: string;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const SEPARATORS = /[\s,]+/y;
// An unquoted value may hold what a token may not, such as a URL: some registries forget the quotes.
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+)(?=[\\s,]|$))`, "sy");
const SCHEME = new RegExp(`(${TOKEN})(?=[\\s,]|$)`, "y");
const TOKEN68 = /\s+([A-Za-z0-9._~+/-]+=*)\s*(?=,|$)/y;
const JUNK = /[^,]+/y;

/**
 * Reads the challenges of a `WWW-Authenticate` field value (RFC 9110, section 11.6.1), also of several fields
 * joined by commas, as `Headers.get` gives them. What is not a challenge is passed over; never throws.
 */
export function parseChallenges(value: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string>; token68?: string }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < value.length) {
    if (take(SEPARATORS)) continue;
    const parameter = take(PARAMETER);
    if (parameter) {
      const [, name = "", quoted, bare = ""] = parameter;
      const parameters = challenges.at(-1)?.parameters;
      if (parameters) parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/gs, "$1") ?? bare;
      continue;
    }
    const scheme = take(SCHEME)?.[1];
    if (scheme === undefined) {
      take(JUNK);
      continue;
    }
    const token68 = take(TOKEN68)?.[1];
    challenges.push({
      scheme: scheme.toLowerCase(),
      parameters: Object.create(null),
      ...(token68 !== undefined && { token68 }),
    });
  }
  return challenges;
}
