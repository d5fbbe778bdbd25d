/** A product with the first two numbers of its own version. */
export interface Product {
  readonly kind: "gitea" | "forgejo";
  readonly major: number;
  readonly minor: number;
}

/**
 * Reads the `version` of `GET /api/v1/version`; undefined for what is no version.
 *
 * Gitea says `1.24.7` or `1.25.0+dev-123-gabcdef`. Forgejo says `15.0.3+gitea-1.22.0`: its own version first, then
 * the Gitea whose API it once kept to, which tells nothing. Before version 7 it counted along with Gitea and added a
 * number of its own, as in `1.21.11-1`.
 */
export function parseProduct(version: string): Product | undefined {
  const [, major = "", minor = "", rest = ""] = /^v?(\d{1,5})\.(\d{1,5})(.*)$/s.exec(version) ?? [];
  if (major === "") return undefined;
  const numbers = { major: Number(major), minor: Number(minor) };
  const isForgejo = /\+gitea-/.test(rest) || numbers.major >= 7 || /^\.\d+[-+]\d+$/.test(rest);
  return { kind: isForgejo ? "forgejo" : "gitea", ...numbers };
}

/**
 * Where a server tells of workflow runs: in a list of runs (Gitea from 1.25, Forgejo from 12), in a list of the tasks
 * that runners took (Gitea from 1.23, Forgejo from 8), or only in commit statuses.
 */
export type RunSource = "runs" | "tasks" | "statuses";

/** The best {@link RunSource} of a product; of one that did not tell its version the first that there is. */
export function runSource(product: Product | undefined): RunSource {
  if (!product) return "runs";
  const { kind, major } = product;
  if (kind === "gitea")
    return isBefore(product, 1, 23) ? "statuses" : isBefore(product, 1, 25) ? "tasks" : "runs";
  return major >= 12 ? "runs" : major >= 8 ? "tasks" : "statuses";
}

export function isBefore(product: Product, major: number, minor: number): boolean {
  return product.major < major || (product.major === major && product.minor < minor);
}

/** Whether a Gitea hands out the jobs of a called workflow one by one. */
export function expandsCalls(product: Product): boolean {
  return !isBefore(product, 1, 27);
}

/** Since which version each product has a list: its major and minor number. */
export type ListSince = Readonly<Record<"gitea" | "forgejo", readonly [number, number]>>;

/**
 * Why a product does not know the address of a list, as a clause.
 *
 * @param what is in it, such as `runners`
 */
export function whyNoList(product: Product, what: string, since: ListSince): string {
  const { kind, major, minor } = product;
  const name = kind === "gitea" ? "Gitea" : "Forgejo";
  const [wantedMajor, wantedMinor] = since[kind];
  const version = `${name} ${major}.${minor}`;
  const wanted = kind === "gitea" ? `${wantedMajor}.${wantedMinor}` : wantedMajor;
  return isBefore(product, wantedMajor, wantedMinor)
    ? `${version} has no list of ${what}; it came with ${name} ${wanted}`
    : `${version} has a list of ${what}, but not at this address; a proxy in between may refuse it`;
}
