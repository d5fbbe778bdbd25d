// Checked by tsc alone: every line below an @ts-expect-error must not compile.
import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  list,
  oneOf,
  required,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { setOutput, setOutputs } from "../../src/action/outputs.ts";
import { runAction } from "../support/runner.ts";

const wait = {
  refs: required(list()),
  image: text(),
  timeout: duration(),
  deep: flag(),
  shard: text(),
  "insecure-registries": list(),
};
const publish = {
  image: text(),
  sources: lines(),
  tags: list(),
  metadata: text(),
  annotations: lines(),
  targets: text(),
  platforms: list(),
  "moving-tags": list(),
  created: oneOf("keep", "now"),
  concurrency: integer({ min: 1, max: 64 }),
  "wait-timeout": duration(),
  "dry-run": flag(),
  heal: flag(),
  referrers: oneOf("none", "signatures", "all"),
  soci: flag(),
  "soci-min-layer-size": text(),
  "soci-span-size": text(),
  "soci-platforms": list(),
  "soci-tag-suffix": text(),
  shard: text(),
  "insecure-registries": list(),
};

export const read: {
  readonly refs: readonly string[];
  readonly image: string | undefined;
  readonly timeout: number;
  readonly deep: boolean;
  readonly shard: string | undefined;
  readonly "insecure-registries": readonly string[];
} = inputsOf<"wait-digests">()(wait);
export const mode: "overwrite" | "skip" | "fail" = inputsOf<"publish-index">()({
  ...publish,
  "if-exists": oneOf("overwrite", "skip", "fail"),
})["if-exists"];
inputsOf<"publish-index">()({
  ...publish,
  "if-exists": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
});

// What may be empty is a list, what may not is one with a first item.
export const none: readonly string[] = list()("");
export const some: readonly [string, ...string[]] = required(list())("a");
export const filled: readonly [string, ...string[]] = withDefault(list(), "a")("");
// @ts-expect-error a list may be empty
export const first: readonly [string, ...string[]] = list()("a");

// @ts-expect-error no such action
inputsOf<"publish-indexes">();
// @ts-expect-error `if-exists` is missing
inputsOf<"publish-index">()(publish);
// @ts-expect-error `tag` is no input
inputsOf<"wait-digests">()({ ...wait, tag: text() });
// @ts-expect-error one value is missing
inputsOf<"publish-index">()({ ...publish, "if-exists": oneOf("overwrite", "skip") });
// @ts-expect-error one value is misspelt
inputsOf<"publish-index">()({ ...publish, "if-exists": oneOf("overwrite", "skip", "fial") });
// @ts-expect-error one value is too many
inputsOf<"publish-index">()({ ...publish, "if-exists": oneOf("overwrite", "skip", "fail", "ask") });
// @ts-expect-error an enumeration is not any text
inputsOf<"publish-index">()({ ...publish, "if-exists": text() });
// @ts-expect-error a boolean is not a text
inputsOf<"wait-digests">()({ ...wait, deep: text() });
const ifExists = oneOf("overwrite", "skip", "fail");
// @ts-expect-error an integer is not a boolean
inputsOf<"publish-index">()({ ...publish, "if-exists": ifExists, concurrency: flag() });
// @ts-expect-error the result is read-only
inputsOf<"wait-digests">()(wait).deep = true;

setOutput<"wait-digests">("elapsed", "1.2");
setOutputs<"wait-digests">({ refs: "", json: "[]", elapsed: undefined });
// @ts-expect-error no such output
setOutput<"wait-digests">("digest", "");
// @ts-expect-error `elapsed` is missing
setOutputs<"wait-digests">({ refs: "", json: "[]" });
// @ts-expect-error `digest` is no output
setOutputs<"wait-digests">({ refs: "", json: "[]", elapsed: "1", digest: "" });

// @ts-expect-error the harness knows the inputs too
void runAction("wait-digests", { inputs: { ref: "" } });
