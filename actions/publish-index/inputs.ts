import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  list,
  oneOf,
  text,
  withDefault,
} from "../../src/action/inputs.ts";

/** The inputs as far as they can be understood one by one. */
export function givenInputs() {
  return inputsOf<"publish-index">()({
    image: text(),
    sources: lines(),
    tags: list(),
    metadata: text(),
    annotations: lines(),
    targets: text(),
    shard: text(),
    platforms: list(),
    "moving-tags": list(),
    "if-exists": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
    created: withDefault(oneOf("keep", "now"), "keep"),
    concurrency: withDefault(integer({ min: 1, max: 64 }), "4"),
    "wait-timeout": withDefault(duration(), "10m"),
    "dry-run": withDefault(flag(), "false"),
    heal: withDefault(flag(), "false"),
    referrers: withDefault(oneOf("none", "signatures", "all"), "all"),
    soci: withDefault(flag(), "false"),
    "soci-min-layer-size": text(),
    "soci-span-size": text(),
    "soci-platforms": list(),
    "soci-tag-suffix": text(),
    "insecure-registries": list(),
  });
}
