import { expect, test } from "vitest";
import { mayMount, mountDisk, noMount } from "../support/mirror/disk.ts";
import { startTestEngine } from "../support/mirror/engine.ts";
import { pushStorm, storm } from "../support/mirror/storm.ts";
import { credential, startHub } from "../support/mirror/upstream.ts";
import { realWhen } from "../support/real/real.ts";

const cap = 80_000_000;

realWhen(mayMount(), noMount)("four clients on a store of 80 MB", () => {
  test("every pull is good, and no look at the disk finds more than that", async () => {
    await using hub = await startHub();
    pushStorm(hub.registry);
    using disk = mountDisk(256);
    const { origin: upstream } = hub.registry;
    await using engine = await startTestEngine({ upstream, ...credential, maxSize: cap, store: disk.path });
    const { pulls, failed, samples, most } = await storm(engine.origin, disk.path, (begun) => begun < 48);
    expect(failed).toEqual([]);
    expect(pulls).toBe(48);
    expect(samples).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(cap);
    const stats = await engine.stats();
    expect(stats.evictedBytes).toBeGreaterThan(0);
    expect(stats).toMatchObject({ failures: 0, diskFailures: 0, refusedCredentials: 0 });
    expect(stats.storeBytes).toBeLessThanOrEqual(stats.capBytes);
  });
});
