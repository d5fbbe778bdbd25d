import { describe, expect, test } from "vitest";
import type { ScopeReport } from "../../../src/forge/runners/runner.ts";
import {
  otherJson,
  secondaryLimit,
  status,
  tooMany,
  webPage,
  wrongJson,
} from "../../support/forge/faults.ts";
import type { ForgeOptions } from "../../support/forge/forge.ts";
import { type Kit, kit, never, repository, token } from "../kit.ts";

const gitea24 = { product: "gitea", version: "1.24.7" } as const;
const gitea26 = { product: "gitea", version: "1.26.3" } as const;
const forgejo15 = { product: "forgejo", version: "15.0.3+gitea-1.22.0" } as const;
const github = { product: "github" } as const;
const withList: readonly Omit<ForgeOptions, "token">[] = [gitea24, gitea26, forgejo15, github];
const oldServers: readonly Omit<ForgeOptions, "token">[] = [
  { product: "gitea", version: "1.22.6" },
  { product: "forgejo", version: "14.0.2+gitea-1.22.0" },
];
const siteAdmin = "site-admin-token";

/** The environment that tells what the server is, so that it is not asked. */
function inside({ product }: Pick<ForgeOptions, "product">, serverUrl: string, apiUrl: string) {
  const own = { GITHUB_SERVER_URL: serverUrl, GITHUB_API_URL: apiUrl, GITHUB_ACTIONS: "true" };
  if (product === "github") return own;
  return { ...own, GITEA_ACTIONS: "true", ...(product === "forgejo" && { FORGEJO_ACTIONS: "true" }) };
}

async function list(options: Omit<ForgeOptions, "token">, prepare: (kit: Kit) => void, as = token) {
  const its = await kit(options);
  its.fake.runners.allow(siteAdmin, "admin");
  prepare(its);
  const { fake, serverUrl } = its;
  const environment = inside(options, serverUrl, `${serverUrl}${fake.apiPath}`);
  const forge = await its.open({ environment, token: as });
  const listing = await forge.listRunners(repository, never);
  return { ...its, ...listing, forge, requests: fake.log.map(({ path }) => path) };
}

const states = (scopes: readonly ScopeReport[]) => scopes.map(({ scope, state }) => `${scope} ${state}`);
const hidden = (kit: Kit) => {
  kit.repo.hidden = true;
  kit.fake.runners.users.add("acme");
};

describe("shapes", () => {
  test.each(withList)("$product $version: every member", async (options) => {
    const { runners } = await list(options, ({ fake }) => {
      const more = { ephemeral: true, disabled: true, states: ["active" as const] };
      fake.runners.add({ id: 7, name: "pub", labels: ["publish", "Linux"], at: "acme/app", ...more });
      fake.runners.add({ id: 3, name: "idle", labels: [], at: "acme/app", states: ["idle"] });
      fake.runners.add({ id: 5, name: "gone", labels: ["publish"], at: "acme/app", states: ["offline"] });
    });
    const common = { scope: "repository", certain: true, ...(options === github && { os: "linux" }) };
    const plain = { ...common, disabled: false, ephemeral: false, busy: false };
    expect(runners).toEqual([
      { ...plain, id: 3, name: "idle", status: "online", labels: [] },
      { ...plain, id: 5, name: "gone", status: "offline", labels: ["publish"] },
      {
        ...plain,
        id: 7,
        name: "pub",
        status: "online",
        busy: true,
        disabled: options === gitea26,
        ephemeral: true,
        labels: ["publish", "Linux"],
      },
    ]);
  });

  test.each([null, undefined, []])("an empty list as %j", async (runners) => {
    const listing = await list(gitea24, ({ fake }) => {
      const json = { runners, total_count: 0 };
      fake.faults.add({ times: 9, act: () => ({ status: 200, json }) });
    });
    expect(listing.runners).toEqual([]);
    expect(states(listing.scopes)).toEqual(["repository read", "owner read", "instance read"]);
  });

  test("Forgejo's empty list as null", async () => {
    const listing = await list(forgejo15, ({ fake }) => {
      fake.faults.add({ act: () => ({ status: 200, json: null }) });
    });
    expect(listing.runners).toEqual([]);
    expect(states(listing.scopes)).toEqual(["repository read", "owner read", "instance read"]);
  });
});

describe("scopes", () => {
  const everywhere = ({ fake }: Kit) => {
    fake.runners.add({ id: 1, labels: ["a"], at: "acme/app" });
    fake.runners.add({ id: 2, labels: ["b"], at: "acme" });
    fake.runners.add({ id: 3, labels: ["c"], at: "instance" });
    fake.runners.add({ id: 4, labels: ["d"], at: "acme/other" });
    fake.runners.add({ id: 5, labels: ["e"], at: "other" });
  };

  test("Gitea: a site administrator's list of the instance is certain of nothing", async () => {
    const { runners, scopes, requests } = await list(gitea24, everywhere, siteAdmin);
    expect(runners.map(({ id, scope, certain }) => [id, scope, certain])).toEqual([
      [1, "repository", true],
      [2, "owner", true],
      [3, "instance", false],
      [4, "instance", false],
      [5, "instance", false],
    ]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance read"]);
    expect(requests).toHaveLength(3);
  });

  test("Gitea: the repository's owner is told which scope is missing", async () => {
    const { runners, scopes, requests, serverUrl } = await list(gitea24, everywhere);
    expect(runners.map(({ id }) => id)).toEqual([1, 2]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance forbidden"]);
    expect(scopes.map(({ name }) => name)).toEqual(["acme/app", "acme", new URL(serverUrl).host]);
    expect(scopes[2]?.reason).toContain("user should be the site admin");
    expect(requests).toHaveLength(3);
  });

  test("Forgejo: one request tells of all that may be used, and of nothing else", async () => {
    const { runners, scopes, requests } = await list(forgejo15, everywhere);
    expect(runners.map(({ id, scope, certain }) => [id, scope, certain])).toEqual([
      [1, "repository", true],
      [2, "owner", true],
      [3, "instance", true],
    ]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance read"]);
    expect(requests).toEqual(["/repos/acme/app/actions/runners"]);
  });

  test("Forgejo: the instance's list counts with what is the instance's alone", async () => {
    const item = { status: "idle", labels: ["a"], uuid: "", name: "r", version: "", ephemeral: false };
    const all = [
      { ...item, id: 1, owner_id: 0, repo_id: 0 },
      { ...item, id: 2, owner_id: 0, repo_id: 9 },
      { ...item, id: 3, owner_id: 9, repo_id: 0 },
    ];
    const { runners } = await list(
      forgejo15,
      ({ fake }) => {
        const isAdmin = ({ path }: { path: string }) => path.startsWith("/admin/");
        fake.faults.add({ match: isAdmin, act: () => ({ status: 200, json: all }) });
        fake.faults.add({ match: (request) => !isAdmin(request), times: 9, act: status(403) });
      },
      siteAdmin,
    );
    expect(runners.map(({ id, scope, certain }) => [id, scope, certain])).toEqual([[1, "instance", true]]);
  });

  test("GitHub: the repository's and the organisation's", async () => {
    const { runners, scopes, requests } = await list(github, everywhere);
    expect(runners.map(({ id, scope, group }) => [id, scope, group])).toEqual([
      [1, "repository", undefined],
      [2, "owner", "Default"],
    ]);
    expect(states(scopes)).toEqual(["repository read", "owner read"]);
    expect(requests).toHaveLength(3);
  });

  test.each([
    [gitea24, ["repository forbidden", "owner forbidden", "instance forbidden"]],
    [forgejo15, ["repository forbidden", "owner forbidden", "instance forbidden"]],
    [github, ["repository forbidden", "owner forbidden", "instance forbidden"]],
  ] as const)("$0.product: a job's own token lists nothing", async (options, expected) => {
    for (const kind of ["writer", "reader"] as const) {
      const { runners, scopes } = await list(
        options,
        (its) => {
          everywhere(its);
          its.fake.runners.allow("job", kind);
        },
        "job",
      );
      expect(runners).toEqual([]);
      expect(states(scopes)).toEqual(expected);
      for (const { reason } of scopes) expect(reason).toContain("HTTP 403");
    }
  });

  test.each([gitea24, forgejo15])(
    "$product: a job's own token is not taken for the owner",
    async (options) => {
      const { runners, scopes, requests } = await list(
        options,
        (its) => {
          everywhere(its);
          its.fake.runners.users.add("acme");
          its.fake.runners.allow("job", "writer");
        },
        "job",
      );
      // With it the list of the token's user has no filter on Gitea.
      expect(requests).not.toContain("/user/actions/runners");
      expect(runners).toEqual([]);
      expect(states(scopes)).toEqual(["repository forbidden", "owner forbidden", "instance forbidden"]);
      expect(scopes[1]?.reason).toBe(
        "the runners of a user are shown to that user only, and the token belongs to another",
      );
    },
  );

  test.each([
    [gitea24, 401],
    [forgejo15, 401],
    [github, 401],
    [gitea24, 403],
    [forgejo15, 403],
    [github, 403],
  ] as const)("$0.product: %s is forbidden", async (options, code) => {
    const { runners, scopes } = await list(options, ({ fake }) => {
      fake.faults.add({ times: 99, act: status(code, { message: "no" }) });
    });
    expect(runners).toEqual([]);
    expect(scopes.map(({ state }) => state)).toEqual(scopes.map(() => "forbidden"));
    expect(scopes[0]?.reason).toContain(`HTTP ${code} (no)`);
  });

  test.each([gitea24, forgejo15])("$product: what is not shown is hidden", async (options) => {
    const { scopes } = await list(options, hidden);
    expect(states(scopes)).toEqual(["repository hidden", "owner forbidden", "instance forbidden"]);
  });

  test("GitHub: an organisation that is not shown is hidden, a user has no scope", async () => {
    const lost = { match: ({ path }: { path: string }) => path.startsWith("/orgs/"), times: 9 };
    const organisation = await list(github, ({ fake }) => fake.faults.add({ ...lost, act: status(404) }));
    expect(states(organisation.scopes)).toEqual(["repository read", "owner hidden"]);
    const user = await list(github, ({ fake }) => void fake.runners.users.add("acme"));
    expect(states(user.scopes)).toEqual(["repository read"]);
    expect(user.requests).toHaveLength(4);
  });
});

describe("a repository of a user", () => {
  const ofUser = ({ fake }: Kit) => {
    fake.runners.users.add("acme");
    fake.runners.add({ id: 1, labels: [], at: "acme" });
    fake.runners.add({ id: 2, labels: [], at: "olive" });
    fake.runners.add({ id: 3, labels: [], at: "root" });
  };

  test("whose token it is", async () => {
    const { runners, scopes, requests } = await list(
      gitea24,
      (its) => {
        ofUser(its);
        its.fake.runners.allow("own", "owner", { login: "acme" });
      },
      "own",
    );
    expect(runners.map(({ id, scope }) => [id, scope])).toEqual([[1, "owner"]]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance forbidden"]);
    expect(requests).toHaveLength(4);
  });

  test("whose token lacks a scope", async () => {
    const { runners, scopes, requests } = await list(
      gitea24,
      (its) => {
        ofUser(its);
        its.fake.runners.allow("own", "owner", { login: "Acme", lacks: ["admin"] });
        its.fake.runners.add({ id: 9, labels: [], at: "Acme" });
      },
      "own",
    );
    // A site administrator without the scope would be refused alike, so the token's user is looked up.
    expect(requests).toContain("/user");
    expect(runners.map(({ id }) => id)).toEqual([9]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance forbidden"]);
  });

  test("for a site administrator without the scope for that", async () => {
    const { runners, scopes } = await list(
      gitea24,
      (its) => {
        ofUser(its);
        its.fake.runners.allow("limited", "admin", { lacks: ["admin"] });
      },
      "limited",
    );
    expect(runners).toEqual([]);
    expect(states(scopes)).toEqual(["repository read", "owner forbidden", "instance forbidden"]);
  });

  test("for a site administrator, in the owner's name", async () => {
    const { runners, fake, requests } = await list(gitea24, ofUser, siteAdmin);
    expect(runners.map(({ id, scope, certain }) => [id, scope, certain])).toEqual([
      [1, "owner", true],
      [2, "instance", false],
      [3, "instance", false],
    ]);
    expect(fake.log.at(-1)?.query.get("sudo")).toBe("acme");
    expect(requests).toHaveLength(4);
  });

  test("when who the token's user is cannot be known", async () => {
    const { scopes } = await list(
      gitea24,
      (its) => {
        ofUser(its);
        its.fake.runners.allow("own", "owner", { login: "acme", lacks: ["admin", "user"] });
      },
      "own",
    );
    expect(states(scopes)).toEqual(["repository read", "owner forbidden", "instance forbidden"]);
    expect(scopes[1]?.reason).toContain("required=[read:user]");
  });
});

describe("Forgejo with a token of few scopes", () => {
  test("the organisation's list has the instance's runners too", async () => {
    const { runners, scopes, requests } = await list(
      forgejo15,
      ({ fake }) => {
        fake.runners.allow("few", "owner", { lacks: ["repository"] });
        fake.runners.add({ id: 1, labels: [], at: "acme/app" });
        fake.runners.add({ id: 2, labels: [], at: "acme" });
        fake.runners.add({ id: 3, labels: [], at: "instance" });
      },
      "few",
    );
    expect(runners.map(({ id, scope }) => [id, scope])).toEqual([
      [2, "owner"],
      [3, "instance"],
    ]);
    expect(states(scopes)).toEqual(["repository forbidden", "owner read", "instance read"]);
    expect(requests).toHaveLength(3);
  });
});

describe("GitHub's runner groups", () => {
  const grouped = ({ fake }: Kit) => {
    const { groups } = fake.runners;
    groups.push({ id: 2, name: "secret", repositories: ["other"] });
    groups.push({ id: 3, name: "release", repositories: ["app"], restricted: true });
    groups.push({ id: 4, name: "of the enterprise", inherited: true });
    for (const group of [1, 2, 3]) fake.runners.add({ labels: ["publish"], at: "acme", group });
    fake.runners.add({ labels: ["publish"], at: "the enterprise", group: 4 });
  };

  test("only those that the repository may use count, and the enterprise's are read", async () => {
    const { runners, scopes, requests } = await list(github, grouped);
    expect(runners.map(({ id, scope, group, certain }) => [id, scope, group, certain])).toEqual([
      [1, "owner", "Default", true],
      [3, "owner", "release", false],
      [4, "instance", "of the enterprise", true],
    ]);
    expect(scopes.map(({ name }) => name)).toEqual(["acme/app", "acme", "of the enterprise"]);
    expect(requests).toHaveLength(4);
  });

  test("nothing is certain when they cannot be read", async () => {
    const { runners, scopes } = await list(github, (its) => {
      grouped(its);
      const match = ({ path }: { path: string }) => path.endsWith("/runner-groups");
      its.fake.faults.add({ match, act: status(403, { message: "not yours" }) });
    });
    expect(runners.map(({ id, certain }) => [id, certain])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    expect(states(scopes)).toEqual(["repository read", "owner read", "instance forbidden"]);
    expect(scopes[1]?.reason).toMatch(/^which runner groups .*not yours/);
  });
});

describe("servers without a list", () => {
  test.each(oldServers)("$product $version", async (options) => {
    const { runners, scopes, requests } = await list(options, () => {}, siteAdmin);
    expect(runners).toEqual([]);
    expect(scopes.map(({ state }) => state)).toEqual(["no-route", "no-route", "no-route"]);
    const wanted = options.product === "gitea" ? "Gitea 1.22" : "Forgejo 14.0";
    for (const { reason } of scopes)
      expect(reason).toMatch(new RegExp(`^${wanted} has no list of runners; it came with `));
    expect(requests.filter((path) => path === "/version")).toHaveLength(1);
  });

  test("that are new enough, behind a proxy that refuses", async () => {
    const { scopes } = await list(gitea26, ({ fake }) => {
      const match = ({ path }: { path: string }) => path.endsWith("/actions/runners");
      fake.faults.add({ times: 9, match, act: webPage(404) });
    });
    expect(scopes.map(({ state }) => state)).toEqual(["no-route", "no-route", "no-route"]);
    expect(scopes[0]?.reason).toBe(
      "Gitea 1.26 has a list of runners, but not at this address; a proxy in between may refuse it",
    );
  });

  test("that do not tell their version", async () => {
    const { scopes } = await list(gitea24, ({ fake }) => fake.faults.add({ times: 99, act: webPage(404) }));
    expect(scopes.map(({ state }) => state)).toEqual(["no-route", "no-route", "no-route"]);
    expect(scopes[0]?.reason).toContain("the server does not know this route");
  });
});

describe("faults", () => {
  const owners = ({ path }: { path: string }) => path === "/orgs/acme/actions/runners";

  test.each([
    ["5xx", status(502), "HTTP 502"],
    ["429", tooMany(1), "429, rate limit"],
    ["a rate limit that is a 403", secondaryLimit(), "403, rate limit"],
    ["half of some JSON", wrongJson(), "not JSON"],
    ["other JSON", otherJson(), "the answer is not a list of runners"],
    ["a list of something else", () => ({ status: 200, json: ["a"] }), "the answer is not a list of runners"],
  ] as const)("%s that lasts fails one scope and no other", async (_, act, reason) => {
    const { runners, scopes } = await list(
      gitea24,
      ({ fake }) => {
        for (const at of ["acme/app", "acme", "instance"]) fake.runners.add({ labels: [], at });
        fake.faults.add({ times: 99, match: owners, act });
      },
      siteAdmin,
    );
    expect(states(scopes)).toEqual(["repository read", "owner failed", "instance read"]);
    expect(scopes[1]?.reason).toContain(reason);
    expect(runners.map(({ id, scope }) => [id, scope])).toEqual([
      [1, "repository"],
      [2, "instance"],
      [3, "instance"],
    ]);
  });

  test.each(withList)("$product $version: what passes is tried again", async (options) => {
    const { runners, scopes, clock } = await list(options, ({ fake }) => {
      fake.runners.add({ labels: [], at: "acme/app" });
      fake.faults.add({ times: 2, act: status(503) });
    });
    expect(runners).toHaveLength(1);
    expect(scopes[0]?.state).toBe("read");
    expect(clock.sleeps.length).toBeGreaterThan(0);
  });

  test("a slow server fails in time", async () => {
    const its = await kit(gitea24);
    its.fake.faults.add({ times: 99, match: owners, act: () => "hang" });
    const forge = await its.open({ deadlineMs: 100 });
    const { scopes } = await forge.listRunners(repository, never);
    expect(states(scopes)).toEqual(["repository read", "owner failed", "instance forbidden"]);
    expect(scopes[1]?.reason).toContain("attempt timeout");
  });

  test("a cancelled listing rejects with the reason", async () => {
    const its = await kit(gitea24);
    its.fake.faults.add({ times: 99, act: () => "hang" });
    const environment = inside(gitea24, its.serverUrl, "");
    const forge = await its.open({ environment });
    const reason = new Error("cancelled");
    const controller = new AbortController();
    const work = forge.listRunners(repository, controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    await expect(work).rejects.toBe(reason);
  });

  test("nothing is left unhandled when a listing that falls back is cancelled", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const its = await kit(forgejo15);
    its.fake.runners.allow("job", "writer");
    const rest = ({ path }: { path: string }) => !path.startsWith("/repos/");
    its.fake.faults.add({ times: 99, match: rest, act: () => "hang" });
    const environment = inside(forgejo15, its.serverUrl, "");
    const forge = await its.open({ environment, token: "job" });
    const controller = new AbortController();
    const work = forge.listRunners(repository, controller.signal);
    setTimeout(() => controller.abort(new Error("cancelled")), 50);
    await expect(work).rejects.toThrow("cancelled");
    await new Promise((done) => setTimeout(done, 20));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test.each(withList)("$product $version: no reason shows the token", async (options) => {
    const { scopes } = await list(options, ({ fake }) => {
      const act = () => ({ status: 403, json: { message: `you sent ${token}` } });
      fake.faults.add({ times: 99, act });
    });
    expect(scopes.length).toBeGreaterThan(0);
    expect(JSON.stringify(scopes)).not.toContain(token);
  });
});

describe("changes", () => {
  test.each(withList)("$product $version: a runner that comes online, and flaps", async (options) => {
    const { runners, forge } = await list(options, ({ fake }) => {
      fake.runners.add({ labels: [], at: "acme/app", states: ["offline", "offline", "idle", "offline"] });
    });
    const seen = [runners[0]?.status];
    for (let poll = 0; poll < 4; poll++)
      seen.push((await forge.listRunners(repository, never)).runners[0]?.status);
    expect(seen).toEqual(["offline", "offline", "online", "offline", "offline"]);
  });
});

test.each(withList)("$product $version: a runner that comes online after a moment", async (options) => {
  let now = 1000;
  const { runners, forge } = await list(options, ({ fake }) => {
    fake.now = () => now;
    fake.runners.add({ labels: [], at: "acme/app", onlineFrom: 2000 });
  });
  expect(runners[0]?.status).toBe("offline");
  now = 2000;
  expect((await forge.listRunners(repository, never)).runners[0]?.status).toBe("online");
});

describe("many runners", () => {
  const thousand = ({ fake }: Kit) => {
    for (let n = 1; n <= 1000; n++) fake.runners.add({ labels: ["publish"], at: "acme/app" });
  };

  test.each(withList)("$product $version: 1,000 over their pages at the same time", async (options) => {
    const its = await kit(options);
    thousand(its);
    const environment = inside(options, its.serverUrl, `${its.serverUrl}${its.fake.apiPath}`);
    const forge = await its.open({ environment });
    its.fake.quiet = 40;
    const { runners } = await forge.listRunners(repository, never);
    expect(runners.map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    const pages = its.fake.log.filter(({ path }) => path.startsWith("/repos/"));
    expect(pages).toHaveLength(options === github ? 10 : 20);
    // The first page, and the others 8 at a time; one more should a request be late.
    expect(its.fake.roundTrips).toBeLessThanOrEqual(5);
  });

  test("a server that serves fewer on a page than asked for", async () => {
    const its = await kit(gitea24);
    const served: number[] = [];
    its.fake.faults.add({
      times: 99,
      match: ({ path }) => path.startsWith("/repos/"),
      act: ({ query }) => {
        const page = Number(query.get("page"));
        served.push(page);
        const ids = Array.from({ length: page === 4 ? 5 : 20 }, (_, index) => (page - 1) * 20 + index + 1);
        const runners = ids.map((id) => ({ id, name: "", status: "online", labels: null }));
        return { status: 200, json: { runners, total_count: 65 } };
      },
    });
    const { runners, scopes } = await (await its.open()).listRunners(repository, never);
    expect(runners).toHaveLength(65);
    expect(scopes[0]?.state).toBe("read");
    expect(served.sort()).toEqual([1, 2, 3, 4]);
  });

  test("runners that change pages while these are read are looked for again", async () => {
    let rotate = true;
    const its = await kit({
      ...gitea24,
      onRequest: ({ path, query }, fake) => {
        // The last of the second page spoke, and comes first: the last of the first page is now on the second.
        if (!rotate || !path.startsWith("/repos/") || query.get("page") !== "2") return;
        rotate = false;
        fake.runners.all.unshift(...fake.runners.all.splice(99, 1));
      },
    });
    for (let n = 1; n <= 120; n++) its.fake.runners.add({ labels: [], at: "acme/app" });
    const { runners, scopes } = await (await its.open()).listRunners(repository, never);
    expect(runners).toHaveLength(120);
    expect(scopes[0]?.state).toBe("read");
  });

  test("a list that keeps changing is not said to be read", async () => {
    const its = await kit(gitea24);
    its.fake.faults.add({
      times: 99,
      match: ({ path }) => path.startsWith("/repos/"),
      act: () => {
        const runner = { id: 1, name: "one", status: "online", labels: [] };
        return { status: 200, json: { runners: [runner, { ...runner, id: 2 }], total_count: 4 } };
      },
    });
    const { runners, scopes } = await (await its.open()).listRunners(repository, never);
    expect(runners.map(({ id }) => id)).toEqual([1, 2]);
    expect(scopes[0]).toEqual({
      scope: "repository",
      name: "acme/app",
      state: "failed",
      reason: "the list changed while it was read, and 2 of its runners were not seen",
    });
  });

  test("what was read before a page failed still counts", async () => {
    const its = await kit(gitea24);
    thousand(its);
    const match = ({ path, query }: { path: string; query: URLSearchParams }) =>
      path.startsWith("/repos/") && query.get("page") === "7";
    its.fake.faults.add({ times: 99, match, act: status(500) });
    const { runners, scopes } = await (await its.open()).listRunners(repository, never);
    expect(runners).toHaveLength(950);
    expect(scopes[0]?.state).toBe("failed");
  });
});
