import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What stands in Docker Hub's place: a proxy that counts who asks for it, and lets nobody through. */
export interface Hub extends AsyncDisposable {
  /** For `HTTPS_PROXY`. */
  readonly origin: string;
  /** The `host:port` of each connection that was asked for, in order of arrival. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy that answers each `CONNECT`, and each plain request, with 502. An engine that falls back is counted. */
export async function startHub(): Promise<Hub> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(502).end();
  });
  server.on("connect", ({ url = "" }, socket: Socket) => {
    asked.push(url);
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${port}`, asked, close, [Symbol.asyncDispose]: close };
}
