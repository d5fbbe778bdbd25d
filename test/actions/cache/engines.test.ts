import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engineParts, tryDockerd } from "../../support/docker/dockerd.ts";
import { startHub as startFallback } from "../../support/docker/hub.ts";
import { type Hub, startHub } from "../../support/mirror/upstream.ts";
import { realWhen } from "../../support/real/real.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { type CacheKit, cacheKit } from "./kit.ts";

const patient = 500_000;
const settings = '{\n\t"debug": false,\n\t"labels": ["a=b"]\n}\n';

for (const part of engineParts) {
  const fallback = await startFallback();
  const { dockerd, otherwise, cause } = await tryDockerd({ part, proxy: fallback.origin });
  afterAll(async () => {
    await dockerd?.close();
    await fallback.close();
  });
  const there = () => {
    if (!dockerd) throw new Error(otherwise);
    return dockerd;
  };

  realWhen(
    dockerd !== undefined,
    otherwise,
    cause,
  )(`image-cache on the engine of the part ${part}`, () => {
    let upstream: Hub;
    let kit: CacheKit;
    beforeAll(async () => {
      upstream = await startHub();
      kit = await cacheKit(there(), upstream);
      await writeFile(there().configFile, settings);
    });
    afterAll(async () => {
      await upstream[Symbol.asyncDispose]();
    });
    const config = () => readFile(there().configFile, "utf8");
    const hangUps = () => there().log().split("Got signal to reload configuration").length - 1;

    it(
      "fails at a credential that is refused, before anything is changed",
      async () => {
        const run = await kit.run({ password: "wrong" });
        expect(expectOneError(run)).toMatch(/^input "password": 127\.0\.0\.1:\d+ refuses it for the user /);
        expect(run.stdout.replace(/^::add-mask::.*$/gm, "")).not.toContain("wrong");
        expect(await kit.mirrors()).toEqual([]);
        expect(await kit.containers()).toEqual([]);
        expect(await config()).toBe(settings);
        await expect(stat(`${kit.store}.json`)).rejects.toThrow("ENOENT");
        await expect(stat(kit.store)).rejects.toThrow("ENOENT");
      },
      patient,
    );

    it(
      "is set up once, outlives the engine, and leaves nothing",
      async () => {
        const main = await kit.run();
        expectSuccess(main);
        expect(main.outputs).toMatchObject({ state: "verified", changed: "true" });
        const before = { text: await config(), times: hangUps() };
        expect(JSON.parse(before.text)).toEqual({ "registry-mirrors": [kit.url], ...JSON.parse(settings) });
        const again = await kit.run();
        expectSuccess(again);
        expect(again.outputs).toMatchObject({ state: "verified", changed: "false" });
        expect({ text: await config(), times: hangUps() }).toEqual(before);

        // The mirror comes up with the engine, and counts on.
        await there().stop();
        await there().start();
        // The engine listens before its containers do.
        await expect
          .poll(async () => (await fetch(`${kit.url}/_imgpub/health`).catch(() => undefined))?.status, {
            timeout: 60_000,
          })
          .toBe(200);
        await there().docker(["pull", "--quiet", "app:1"]);
        const check = await kit.run({ mode: "check" });
        expectSuccess(check);
        expect(check.outputs).toMatchObject({ state: "verified", changed: "false" });
        const post = await kit.post(main);
        expectSuccess(post);
        // The probe has put it there.
        expect(post.outputs).toMatchObject({ misses: "0" });
        expect(Number(post.outputs.hits)).toBeGreaterThanOrEqual(4);
        expect(fallback.asked).toEqual([]);

        const removed = await kit.run({ mode: "remove", "remove-store": "true" });
        expectSuccess(removed);
        expect(removed.outputs).toMatchObject({ state: "removed", changed: "true" });
        expect(await config()).toBe(settings);
        expect(await kit.mirrors()).toEqual([]);
        expect(await kit.containers()).toEqual([]);
        expect(
          (await there().docker(["image", "ls", "--all", "--format", "{{.Repository}}"])).stdout.trim(),
        ).toBe("app");
        for (const path of [
          kit.store,
          `${kit.store}.json`,
          `${kit.store}.mjs`,
          `${there().configFile}.imgpub.bak`,
        ])
          await expect(stat(path)).rejects.toThrow("ENOENT");
        const nothing = await kit.run({ mode: "remove", "remove-store": "true" });
        expect(nothing.outputs).toMatchObject({ state: "removed", changed: "false" });
      },
      patient,
    );

    it.runIf(part === "docker")(
      "takes away the settings where there were none, and leaves those that somebody has written since",
      async () => {
        await rm(there().configFile);
        for (const since of [undefined, '"debug": false']) {
          expectSuccess(await kit.run());
          const wired = await config();
          expect(JSON.parse(wired)).toEqual({ "registry-mirrors": [kit.url] });
          if (since !== undefined) await writeFile(there().configFile, wired.replace("]", `],\n  ${since}`));
          expectSuccess(await kit.run({ mode: "remove", "remove-store": "true" }));
          expect(await kit.mirrors()).toEqual([]);
          if (since === undefined) await expect(config()).rejects.toThrow("ENOENT");
          else expect(JSON.parse(await config())).toEqual({ debug: false });
        }
      },
      patient,
    );
  });
}
