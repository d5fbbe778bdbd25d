import { expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { faults, startRegistry } from "../../support/registry/index.ts";
import { expectSuccess, noJitter, publish, reportOf, wait } from "../step.ts";

const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = image.descriptor;

// Cloudflare's own answers, for troubles with the server behind it (its list of "5xx errors").
test.each([520, 521, 522, 523, 524, 530])("Cloudflare's %s to a HEAD or a GET passes", async (status) => {
  await using registry = await startRegistry();
  pushFixture(registry, "app", image);
  const act = faults.status(status, { message: `error code: ${status}` });
  for (const method of ["HEAD", "GET"])
    registry.faults.add({ match: faults.where({ method }), times: 2, act });
  const refs = `${registry.host}/app@${digest}`;
  expectSuccess(await wait({ refs, deep: "false", timeout: "1m" }, noJitter));
  expect(registry.requests.map((one) => one.status)).toEqual([status, status, 200]);
  const run = await publish({ sources: refs, tags: `${registry.host}/app:1` }, noJitter);
  expectSuccess(run);
  expect(reportOf(run)[0]?.state).toBe("published");
});

test("a date in Retry-After is read by the server's own clock", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "app", image);
  // An hour ahead: by our clock it would be a longer wait than a job should make.
  const ahead = Date.now() + 3_600_000;
  const dates = { date: new Date(ahead).toUTCString(), "retry-after": new Date(ahead + 1_000).toUTCString() };
  registry.faults.add({
    match: faults.where({ method: "PUT" }),
    act: faults.status(429, { code: "TOOMANYREQUESTS", headers: dates }),
  });
  const run = await publish(
    { sources: `${registry.host}/app@${digest}`, tags: `${registry.host}/app:1` },
    noJitter,
  );
  expectSuccess(run);
  expect(reportOf(run)[0]?.attempts).toBe(2);
});
