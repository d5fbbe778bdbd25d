import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Something that listens where an engine would, and answers as a test says. */
export interface FakeEngine extends AsyncDisposable {
  readonly socket: string;
  /** As `docker-host` has it. */
  readonly host: string;
  /** The method and path of each request, in order of arrival. */
  readonly asked: readonly string[];
}

/** @param answer all requests but `/_ping`, which says that version 1.41 is spoken unless it is answered too */
export async function startFakeEngine(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  ping: (response: ServerResponse) => void = (response) =>
    response.writeHead(200, { "Api-Version": "1.41" }).end("OK"),
): Promise<FakeEngine> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-fake-engine-"));
  const socket = join(folder, "docker.sock");
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.on("error", () => {});
    if (request.url === "/_ping") ping(response);
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    ...{ socket, host: `unix://${socket}`, asked },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
