import fc, { nat } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accountOutputs,
  accountSummary,
  bar,
  requireCached,
  tellAccount,
} from "../../src/cache/account-report.ts";
import type { JobAccount } from "../../src/cache/job-account.ts";
import { type JobStart, parseStart, startText } from "../../src/cache/job-start.ts";
import { outputsOf, requireSound } from "../../src/cache/report.ts";
import type { Outcome } from "../../src/cache/run.ts";
import { type Failure, failures } from "../../src/cache/wanted.ts";
import { type MirrorStats, noCounts } from "../../src/mirror/stats.ts";

const account: JobAccount = {
  counts: {
    ...noCounts,
    ...{ requests: 20, hits: 9, misses: 3, upstreamBytes: 1_500_000, servedBytes: 95_000_000 },
    ...{ staleServed: 2, refusedCredentials: 1, evictedBytes: 4_000 },
  },
  storeBytes: 2_000_000_000,
  remaining: 0,
  fallbacks: ["debian:12", "debian:12", "acme/a|b`c"],
};
const unknown: JobAccount = {
  ...{ counts: undefined, storeBytes: undefined, remaining: undefined, fallbacks: undefined },
};

function told(one: JobAccount) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    notice: () => {},
    warning: (line: string) => warnings.push(line),
  };
  tellAccount(one, log as never);
  return { text: lines.join("\n"), warnings };
}

describe("the bar", () => {
  test("has twenty squares, and never shows something as nothing", () => {
    fc.assert(
      fc.property(nat(), nat(), (hits, misses) => {
        const full = bar(hits, misses).split("🟩").length - 1;
        const rest = bar(hits, misses).split("🟧").length - 1;
        if (hits + misses === 0) return expect(bar(hits, misses)).toBe("");
        expect(full + rest).toBe(20);
        expect(full > 0).toBe(hits > 0);
        expect(rest > 0).toBe(misses > 0);
      }),
    );
    fc.assert(fc.property(nat({ max: 20 }), (full) => bar(full, 20 - full).split("🟩").length - 1 === full));
  });
});

describe("the outputs", () => {
  test("are what was counted; 0 is told", () => {
    expect(accountOutputs(account)).toEqual({
      hits: "9",
      misses: "3",
      "upstream-bytes": "1500000",
      "served-bytes": "95000000",
      "stale-served": "2",
      fallbacks: "3",
      "refused-credentials": "1",
      "store-bytes": "2000000000",
      "evicted-bytes": "4000",
      "rate-limit-remaining": "0",
    });
    expect(accountOutputs({ ...account, fallbacks: [] }).fallbacks).toBe("0");
  });

  test("are empty where nothing is known", () => {
    expect(new Set(Object.values(accountOutputs(unknown)))).toEqual(new Set([""]));
  });
});

describe("what is told", () => {
  test("is a row for each, and a warning for what is amiss", () => {
    const { text, warnings } = told(account);
    expect(text).toMatch(/given from disk +9 manifests and blobs/);
    expect(text).toMatch(/bytes given +95 MB/);
    expect(text).toMatch(/pulls left of the limit +0/);
    expect(warnings).toEqual([
      expect.stringContaining("went past the mirror for 3: debian:12 and acme/a|b`c"),
      "the registry refuses the mirror's user name and password",
    ]);
  });

  test("is that nothing is known, without a warning", () => {
    const { text, warnings } = told(unknown);
    expect(text).toContain("the mirror does not say what it has done in this job");
    expect(text).toMatch(/pulls past the mirror +not known/);
    expect(warnings).toEqual([]);
  });

  test("has what was kept, and what was not", () => {
    expect(told({ ...account, kept: { bytes: 12_000, left: 2 } }).text).toContain(
      "12 kB; 2 manifests and blobs private, and not kept",
    );
    expect(told({ ...account, kept: { bytes: 0, left: 0 } }).text).toMatch(
      /kept for later jobs +nothing new/,
    );
  });
});

describe("the summary", () => {
  test("has the bar, the rows, and names that cannot break out of them", () => {
    const summary = accountSummary(account);
    expect(summary).toMatch(/^### Image cache\n\n🟩{15}🟧{5} 75 % from disk\n/u);
    expect(summary).toContain("3: debian:12 and acme/a&#124;b&#96;c |");
    expect(summary).toContain(
      "Pulled past the mirror: <code>debian:12</code>, <code>acme/a&#124;b&#96;c</code>",
    );
  });

  test("says that nothing was pulled", () => {
    for (const one of [unknown, { ...account, counts: noCounts }])
      expect(accountSummary(one)).toContain("Nothing was pulled through the mirror in this job.");
  });

  test("is bounded, whatever was pulled", () => {
    const many = { ...account, fallbacks: Array.from({ length: 5_000 }, (_, at) => `acme/${at}`) };
    expect(accountSummary(many).length).toBeLessThan(20_000);
  });
});

describe("the step fails at the end of the job", () => {
  const fails = (one: JobAccount, ...on: Failure[]) => {
    try {
      requireCached(one, new Set(on));
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  test("on what it is to fail on, and on nothing else", () => {
    expect(fails(account, "fallback")).toContain("the engine went past the mirror for 3");
    expect(fails(account, "credentials")).toBe("the registry refuses the mirror's user name and password");
    expect(fails(account, "bypass", "drift")).toBeUndefined();
    expect(fails(account, "never")).toBeUndefined();
    expect(fails(unknown, ...failures)).toBeUndefined();
    expect(fails({ ...account, fallbacks: [], counts: noCounts }, "fallback", "credentials")).toBeUndefined();
  });
});

describe("what main leaves", () => {
  const stats: MirrorStats = {
    ...noCounts,
    ...{ engine: 1, since: 1, started: 1, storeBytes: 1, capBytes: 1, entries: 1, memory: 1, hits: 4 },
    rateLimitRemaining: null,
  };
  const start: JobStart = { url: "http://127.0.0.1:5055", at: 5, marker: 1.7e18, now: 6, stats };

  test("is read back as it was", () => {
    expect(parseStart(startText(start))).toEqual(start);
    expect(parseStart(startText({ ...start, stats: undefined }))).toEqual({ ...start, stats: undefined });
  });

  test.each(["", "{", "[]", "{}", '{"url": 7}', '{"url": "a", "at": "b", "marker": 1, "now": 1}'])(
    "is nothing where it is %j",
    (text) => {
      expect(parseStart(text)).toBeUndefined();
    },
  );
});

describe("when the step ends", () => {
  const outcome: Outcome = {
    ...{ state: "verified", changed: 3, drift: [], verified: { outcome: "through" }, start: undefined },
    allowance: { remaining: 0, unknown: undefined },
  };
  const fails = (one: Partial<Outcome>, mode: "apply" | "check", ...on: Failure[]) => {
    try {
      requireSound({ ...outcome, ...one }, mode, new Set(on));
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  test("its outputs say what it did", () => {
    const outputs = outputsOf(outcome, "http://a");
    expect(outputs).toMatchObject({ state: "verified", changed: "true", "rate-limit-remaining": "0" });
    expect(JSON.parse(outputs.report)).toEqual({
      ...{ state: "verified", changed: 3, drift: [], mirrorUrl: "http://a" },
      ...{ verified: { outcome: "through" }, rateLimitRemaining: 0 },
    });
    expect(outputsOf({ ...outcome, changed: 0, allowance: undefined }, "http://a")).toMatchObject({
      changed: "false",
      "rate-limit-remaining": "",
    });
  });

  test("it fails on drift when it checks, and on a pull past the mirror where it is to", () => {
    const bypassed = { verified: { outcome: "bypassed", why: "so" } } as const;
    expect(fails({ drift: ["a", "b"] }, "check", "bypass")).toBe("the host is not as it is to be: a; b");
    expect(fails({ drift: ["a"] }, "apply", "bypass")).toBeUndefined();
    expect(fails({ drift: ["a"] }, "apply", "drift")).toContain(": a");
    expect(fails({ drift: ["a"], ...bypassed }, "check", "never")).toBeUndefined();
    expect(fails(bypassed, "apply", "bypass")).toBe("the engine does not ask the mirror: so");
    expect(fails(bypassed, "apply", "fallback")).toBeUndefined();
    expect(fails({ verified: { outcome: "failed", why: "so" } }, "apply", "bypass")).toBeUndefined();
  });
});
