import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printable } from "../../src/action/log.ts";
import { readCommands, runStep } from "../support/runner.ts";

const step = fileURLToPath(new URL("steps/say.ts", import.meta.url));

describe("what an action says", () => {
  test("reaches outputs and summary whole, and the log without being obeyed", async () => {
    const data = "ok\n::add-mask::ok\r\n \t::error file=x::no\n##[error]no\na ::b::\r::set-output name=x::y";
    const { stdout, outputs, annotations, summary, masks, exitCode } = await runStep(step, {
      data,
      summary: "# Two",
    });
    expect(exitCode).toBe(0);
    expect(outputs).toEqual({
      elapsed: data.replaceAll("\r\n", "\n"),
      refs: "a\nb\n",
      json: data.replaceAll("\r\n", "\n"),
    });
    expect(summary).toBe("# One\n# Two\n");
    expect(masks).toEqual([]);
    const message = data.replaceAll(/\r\n?/g, "\n").replaceAll("##[", "## [");
    expect(annotations).toEqual([
      { level: "notice", message },
      { level: "warning", message },
    ]);
    expect(
      stdout.match(/^ok\n: :add-mask::ok\n \t: :error file=x::no\n## \[error]no\na ::b::\n: :set-output/gm),
    ).toHaveLength(2);
  });

  test("needs no summary file", async () => {
    const { exitCode, stdout } = await runStep(step, {}, { env: { GITHUB_STEP_SUMMARY: undefined } });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("summary");
  });

  test("only warns when the summary cannot be written", async () => {
    const { exitCode, annotations } = await runStep(
      step,
      {},
      { env: { GITHUB_STEP_SUMMARY: "/nowhere/summary" } },
    );
    expect(exitCode).toBe(0);
    expect(annotations.at(-1)).toEqual({
      level: "warning",
      message: expect.stringMatching(/^the job summary could not be written/),
    });
  });

  test("is cut where a summary gets too long", async () => {
    const { summary } = await runStep(step, {}, { nodeArgs: ["--import", longSummary] });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(summary).toMatch(
      /^# One\nzähl 0\n[\s\S]*\nzähl \d+\n\n_A step's summary holds 1 MiB: the rest is left out here\._\n$/,
    );
  });
});

// An environment variable cannot hold so much.
const longSummary = `data:text/javascript,${encodeURIComponent(
  'process.env = { ...process.env, INPUT_SUMMARY: Array.from({ length: 200_000 }, (_, i) => "zähl " + i).join("\\n") };',
)}`;

describe("masks", () => {
  test("cover a secret in a URL and in Base64 behind any user's name", async () => {
    const secret = "p&ss?wörd/1";
    const { masks } = await runStep(step, { secret });
    expect(masks).toContain(secret);
    expect(masks).toContain(encodeURIComponent(secret));
    for (const user of ["", "a", "ab", "abc", "org+robot"]) {
      for (const form of ["base64", "base64url"] as const) {
        const header = Buffer.from(`${user}:${secret}`).toString(form);
        const shown = masks.reduce((rest, mask) => rest.replaceAll(mask, ""), header);
        // What stays visible may hold the user and at most two bytes of either end of the secret.
        expect(header.length - shown.length).toBeGreaterThanOrEqual(
          Math.floor((Buffer.byteLength(secret) - 2) / 3) * 4,
        );
      }
    }
  });

  test("cover each line of a secret", async () => {
    const { masks } = await runStep(step, { secret: "first-line\nsecond-line\n" });
    expect(masks).toEqual(expect.arrayContaining(["first-line", "second-line"]));
  });
});

test("nothing printable is ever a command", () => {
  const piece = fc.constantFrom(
    "::",
    ":",
    " ",
    "\t",
    "error",
    "##[",
    "#",
    "[",
    "]",
    "\n",
    "\r",
    "\u001b[2J",
    "\u0085",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u00a0",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const lines = printable(pieces.join(""));
      expect(readCommands(lines.join("\n")).log.split("\n")).toEqual(lines);
      for (const line of lines) {
        expect(line).not.toMatch(/^\s*::|##\[|[^\P{Cc}\t]|\p{Bidi_C}/u);
        expect(line).not.toMatch(/[\n\r]/);
      }
    }),
  );
});

test.each([..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0000\u0007"])(
  "the control character %j is shown as a replacement character",
  (character) => {
    expect(printable(`a${character}b`)).toEqual(["a\uFFFDb"]);
  },
);

test("an escape sequence is left out", () => {
  expect(printable("a\u001b[31mb\u001b]0;title\u0007c")).toEqual(["abc"]);
});

test("other characters stay as they are", () => {
  const text = "naïve 日本語 שלום 👩\u200d👩 a\u00adb\tc";
  expect(printable(text)).toEqual([text]);
});
