import { expect, test } from "vitest";
import { createForgeFetch } from "../../../src/forge/api/fetch.ts";
import { hang } from "../../support/forge/faults.ts";
import { failure, kit, token } from "../kit.ts";

async function fetchOf() {
  const { fake, serverUrl } = await kit({ product: "gitea" });
  const apiUrl = `${serverUrl}/api/v1`;
  const headers = { authorization: `token ${token}` };
  const forgeFetch = createForgeFetch({ fetch, apiUrl, secrets: [token], deadlineMs: 5000 });
  return { fake, apiUrl, serverUrl, ask: (url: string, init = {}) => forgeFetch(url, { headers, ...init }) };
}

test("a request that is aborted rejects with the reason, whatever that looks like", async () => {
  const { fake, apiUrl, ask } = await fetchOf();
  fake.faults.add({ act: hang() });
  const reason = Object.assign(new Error("cancelled by somebody"), { code: "ECONNRESET" });
  const controller = new AbortController();
  const asked = failure(ask(`${apiUrl}/version`, { signal: controller.signal }));
  setTimeout(() => controller.abort(reason), 50);
  expect(await asked).toBe(reason);
});

test("nothing is sent anywhere but to the API", async () => {
  const { fake, apiUrl, serverUrl, ask } = await fetchOf();
  for (const url of [
    serverUrl,
    `${apiUrl}x/version`,
    `${apiUrl}/../v2/version`,
    "https://evil.example/api/v1/",
  ])
    expect((await failure(ask(url))).message).toMatch(/is not the forge's API$/);
  expect(fake.log).toEqual([]);
});

test("an empty answer is one that a package can read", async () => {
  const { fake, apiUrl, ask } = await fetchOf();
  fake.faults.add({ act: () => ({ status: 204, text: "" }) });
  const response = await ask(`${apiUrl}/version`, { method: "DELETE" });
  expect([response.status, await response.json()]).toEqual([200, null]);
});
