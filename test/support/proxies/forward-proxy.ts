import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface ForwardProxy extends AsyncDisposable {
  readonly port: number;
  /** What it was asked for, in order of arrival. */
  readonly seen: readonly { readonly url: string; readonly authorization: string | undefined }[];
}

/**
 * Starts a forward proxy for plain HTTP that knows hosts which nobody else knows. It refuses every tunnel, as Squid does
 * to ports that are not for TLS.
 *
 * @param hosts the origin behind each name, such as `registry.test`
 */
export async function startForwardProxy(
  hosts: Readonly<Record<string, () => string>>,
): Promise<ForwardProxy> {
  const seen: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", "http://proxy.invalid");
    seen.push({ url: url.href, authorization: incoming.headers["proxy-authorization"] });
    const upstream = hosts[url.hostname];
    if (!upstream) {
      outgoing.writeHead(502).end();
      return;
    }
    const { host: _, "proxy-authorization": __, ...headers } = incoming.headers;
    const forwarded = request(
      new URL(url.pathname + url.search, upstream()),
      { method: incoming.method, headers: { ...headers, host: url.host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  });
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
