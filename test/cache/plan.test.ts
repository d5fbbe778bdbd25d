import fc, { array, boolean, constantFrom, option, property, record, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { type Found, type Plan, planApply, planRemove, type Step } from "../../src/cache/plan.ts";
import { mirrorSpec } from "../../src/cache/settings.ts";
import type { Wanted, WantedMirror } from "../../src/cache/wanted.ts";
import { engineNumber } from "../../src/mirror/config.ts";

const url = "http://127.0.0.1:5055";
const mirror: WantedMirror = {
  upstream: "https://registry-1.docker.io",
  username: "acme",
  password: "s3cret",
  maxSize: 20_000_000_000,
  minFree: { percent: 10 },
  store: "/var/lib/imgpub/mirror",
  port: 5055,
  stale: 86_400_000,
};
const wanted: Wanted = { mirror, url, daemonConfig: undefined, verifyImage: undefined };
const theirs: Wanted = { ...wanted, mirror: undefined };
const labelsOf = (one: WantedMirror) => mirrorSpec(one, { reference: "node", entrypoint: [] }).Labels ?? {};
const running = { state: "running", labels: labelsOf(mirror), isHealthy: true };
const settings = {
  path: "/etc/docker/daemon.json",
  resolved: "/etc/docker/daemon.json",
  text: `{"registry-mirrors": ["${url}"]}` as string | undefined,
  writable: true,
  isKept: true,
};
const daemon = { pid: 7, command: ["/usr/bin/dockerd"] };
const good: Found = {
  mirror: running,
  settings,
  mirrors: [`${url}/`],
  daemon,
  inContainer: false,
  rootless: false,
};
const doing = ({ steps }: Plan) => steps.map((step) => step.do);

/** What is on the host once the steps are done. */
function done(found: Found, steps: readonly Step[], one: WantedMirror | undefined): Found {
  let now = found;
  for (const step of steps)
    if (step.do === "start-mirror" && one)
      now = { ...now, mirror: { state: "running", labels: labelsOf(one), isHealthy: true } };
    else if (step.do === "remove-mirror") now = { ...now, mirror: undefined };
    else if (now.settings && step.do === "write-settings") {
      expect(step.before).toBe(now.settings.text);
      now = { ...now, settings: { ...now.settings, text: step.text } };
    } else if (now.settings && step.do === "remove-settings") {
      expect(step.before).toBe(now.settings.text);
      now = { ...now, settings: { ...now.settings, text: undefined } };
    } else if (step.do === "reload") {
      const said = JSON.parse(now.settings?.text ?? "{}")["registry-mirrors"];
      // Without the key the engine keeps what it has (moby, `daemon/reload.go`).
      if (said !== undefined) now = { ...now, mirrors: said.map((mirror: string) => `${mirror}/`) };
    }
  return now;
}

const anyMirror = option(
  record({
    state: constantFrom("running", "exited", "restarting"),
    labels: constantFrom(
      {},
      labelsOf(mirror),
      labelsOf({ ...mirror, maxSize: 1_000_000_000 }),
      labelsOf({ ...mirror, password: "other" }),
      { ...labelsOf(mirror), "io.imgpub.engine": String(engineNumber + 1) },
      { "io.imgpub.settings": "{", "io.imgpub.engine": "x" },
    ),
    isHealthy: boolean(),
  }),
  { nil: undefined },
);
const mirrors = array(constantFrom(url, "http://other.lan", "https://b.lan"), { maxLength: 3 });
const anyFound = tuple(anyMirror, mirrors, mirrors, constantFrom("none", "{}", "list")).map(
  ([mirror, file, force, kind]): Found => ({
    ...good,
    mirror,
    settings: {
      ...settings,
      text:
        kind === "none"
          ? undefined
          : JSON.stringify(kind === "list" ? { debug: true, "registry-mirrors": file } : {}),
    },
    mirrors: force.map((one) => `${one}/`),
  }),
);

describe("whatever is on the host", () => {
  test("nothing is to be done any more after the steps", () => {
    fc.assert(
      property(anyFound, boolean(), (found, isOurs) => {
        const what = isOurs ? wanted : theirs;
        const { steps } = planApply(found, what);
        const newer = found.mirror?.labels["io.imgpub.engine"] === String(engineNumber + 1);
        const now = done(found, steps, what.mirror);
        expect(planApply(now, what).steps).toEqual([]);
        expect(planApply(now, what).isWired).toBe(true);
        if (newer && found.mirror?.isHealthy)
          expect(steps.map((step) => step.do)).not.toContain("start-mirror");
        // Other mirrors stay, in their order.
        const others = (list: readonly string[] = []) => list.filter((one) => one !== url);
        const text = found.settings?.text ?? "{}";
        expect(others(JSON.parse(now.settings?.text ?? "{}")["registry-mirrors"])).toEqual(
          others(JSON.parse(text)["registry-mirrors"]),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test("nothing of it is left after what remove does, and other mirrors are", () => {
    fc.assert(
      property(anyFound, (found) => {
        const now = done(found, planRemove(found, url).steps, undefined);
        expect(now.mirror).toBeUndefined();
        expect(now.mirrors).not.toContain(`${url}/`);
        expect(now.settings?.text ?? "").not.toContain(url);
        expect(planRemove(now, url).steps).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("all that is as it is to be is left alone", () => {
  expect(planApply(good, wanted)).toEqual({ steps: [], checkOnly: undefined, isWired: true, notices: [] });
});

test("on a host without any of it the mirror comes first, then the settings, then the engine reads them", () => {
  const found = { ...good, mirror: undefined, mirrors: [], settings: { ...settings, text: undefined } };
  expect(doing(planApply(found, wanted))).toEqual(["start-mirror", "write-settings", "reload"]);
  expect(doing(planApply(found, theirs))).toEqual(["write-settings", "reload"]);
});

test("what was written and not read is read, and nothing else is done", () => {
  expect(doing(planApply({ ...good, mirrors: [] }, wanted))).toEqual(["reload"]);
});

test.each<[Partial<WantedMirror>, string]>([
  [{ maxSize: 1_000_000_000 }, "max-size is 1 GB and was 20 GB"],
  [{ minFree: { bytes: 5_000_000_000 } }, 'min-free is 5 GB and was "10%"'],
  [{ store: "/srv/a" }, 'store is "/srv/a" and was "/var/lib/imgpub/mirror"'],
  [{ stale: 0 }, 'stale is "0 ms" and was "86400000 ms"'],
  [{ upstream: "https://a" }, 'upstream is "https://a" and was "https://registry-1.docker.io"'],
  [{ username: "b" }, 'username is "b" and was "acme"'],
  [{ password: "another" }, "the password is another"],
])("%j is a reason to start it anew, and is said", (change, why) => {
  const plan = planApply(good, { ...wanted, mirror: { ...mirror, ...change } });
  expect(plan.steps).toEqual([{ do: "start-mirror", why }]);
});

describe("of two releases", () => {
  const of = (number: string, isHealthy = true): Found => ({
    ...good,
    mirror: { ...running, labels: { ...running.labels, "io.imgpub.engine": number }, isHealthy },
  });

  test("the newer one's mirror stays, with a notice, unless it is broken or set otherwise", () => {
    const plan = planApply(of(String(engineNumber + 1)), wanted);
    expect(plan).toMatchObject({
      steps: [],
      notices: ["a newer release has set up the mirror, which stays"],
    });
    expect(doing(planApply(of(String(engineNumber + 1), false), wanted))).toEqual(["start-mirror"]);
  });

  test.each(["0", "", "none"])("one of %j makes way", (number) => {
    const [step] = planApply(of(number), wanted).steps;
    expect(step).toEqual({ do: "start-mirror", why: "this release brings a newer one" });
  });
});

test.each<[Partial<Found>, string]>([
  [{ inContainer: true }, "the engine runs in a container"],
  [{ rootless: true }, "the engine is rootless"],
  [{ daemon: undefined }, "the engine's process is not found"],
  [{ daemon: { pid: 7, command: ["dockerd", "--registry-mirror", "http://a"] } }, "--registry-mirror"],
  [{ daemon: { pid: 7, command: ["dockerd", "--registry-mirror=http://a"] } }, "--registry-mirror"],
  [{ settings: undefined }, "cannot be read"],
  [{ settings: { ...settings, resolved: "/nix/store/a-daemon.json" } }, "lie in the Nix store"],
  [{ settings: { ...settings, writable: false } }, "may only be read"],
])("with %j the settings are left alone, and it is said why", (change, why) => {
  const found = { ...good, mirrors: [], mirror: undefined, ...change };
  expect(planApply(found, wanted).checkOnly).toContain(why);
  expect(doing(planApply(found, wanted))).toEqual(["start-mirror"]);
  expect(doing(planRemove({ ...good, ...change }, url))).toEqual(["remove-mirror"]);
});

describe("remove", () => {
  test("empties the list, has it read, and only then takes the key out", () => {
    const plan = planRemove(good, url);
    expect(doing(plan)).toEqual(["write-settings", "reload", "write-settings", "remove-mirror"]);
    expect(plan.steps.flatMap((step) => ("text" in step ? [step.text] : []))).toEqual([
      '{"registry-mirrors": []}',
      "{}",
    ]);
  });

  test("takes the file away that apply has made, and not one that was there", () => {
    const [write] = planApply({ ...good, settings: { ...settings, text: undefined } }, wanted).steps;
    if (write?.do !== "write-settings") throw new Error("it is not written");
    const found = (isKept: boolean) => ({ ...good, settings: { ...settings, text: write.text, isKept } });
    expect(doing(planRemove(found(false), url)).at(-2)).toBe("remove-settings");
    expect(doing(planRemove(found(true), url)).at(-2)).toBe("write-settings");
  });

  test("has nothing to do where there is nothing", () => {
    const found = { ...good, mirror: undefined, mirrors: [], settings: { ...settings, text: "{}" } };
    expect(planRemove(found, url).steps).toEqual([]);
  });
});
