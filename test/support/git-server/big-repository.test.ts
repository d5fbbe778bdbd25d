import { expect, it } from "vitest";
import { clone } from "./client.ts";
import { bigRepository, startGitServer } from "./index.ts";

it("makes a repository of the size it is told", async () => {
  await using server = await startGitServer();
  const repository = await bigRepository(server, "org/big", {
    historyBytes: 4e6,
    fileBytes: 1e6,
    fileCount: 4,
    commits: 5,
    files: { ".runtime-version": "1.0.0\n" },
  });
  expect(await repository.log()).toHaveLength(6);
  expect((await repository.entries()).map((entry) => entry.path)).toEqual([
    ".runtime-version",
    "large/0.bin",
    "large/1.bin",
    "large/2.bin",
    "large/3.bin",
  ]);
  const bytesOf = async (...options: string[]): Promise<number> => {
    server.clearRequests();
    await using _ = await clone(server, "org/big", "--bare", ...options);
    return server.requests.reduce((sum, request) => sum + request.responseBytes, 0);
  };
  const full = await bytesOf();
  expect(full).toBeGreaterThan(5e6);
  expect(full).toBeLessThan(5.1e6);
  const shallow = await bytesOf("--depth=1");
  expect(shallow).toBeGreaterThan(1e6);
  expect(shallow).toBeLessThan(1.1e6);
  expect(await bytesOf("--depth=1", "--filter=blob:none")).toBeLessThan(2e4);
});
