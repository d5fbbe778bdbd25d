import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { processesLeft, processesWith } from "../processes.ts";

const server = `
  const { startGitServer } = await import(${JSON.stringify(new URL("server.ts", import.meta.url).href)});
  const server = await startGitServer();
  await server.repository("org/app");
  console.log(JSON.stringify({ root: server.root, origin: server.origin, token: server.token }));
`;

test.runIf(process.platform === "linux")(
  "a server that is killed in the middle of a push leaves no git behind",
  async () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", server]);
    const [told] = await once(child.stdout, "data");
    const { root, origin, token } = JSON.parse(String(told));
    const client = connect(Number(new URL(origin).port), "127.0.0.1");
    client.on("error", () => {});
    client.write(
      [
        "POST /org/app.git/git-receive-pack HTTP/1.1",
        "host: git",
        `authorization: Basic ${Buffer.from(`x:${token}`).toString("base64")}`,
        "content-type: application/x-git-receive-pack-request",
        "content-length: 100000",
        "",
        "00b0",
      ].join("\r\n"),
    );
    while ((await processesWith(root)).length === 0);
    child.kill("SIGKILL");
    expect(await processesLeft(root)).toEqual([]);
    client.destroy();
  },
);
