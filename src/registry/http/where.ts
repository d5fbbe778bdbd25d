/** `METHOD host/path`, fit for a message: the query, which may carry a signature, stays out. */
export function where(method: string, url: URL): string {
  return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}
