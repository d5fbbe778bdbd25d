import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  oneOf,
  orZero,
  type Parser,
  required,
  text,
  withDefault,
} from "../../src/action/inputs.ts";

const given = required(text());

/** `parse`, for an input whose default depends on others. */
function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (raw) => (raw.trim() === "" ? undefined : parse(raw));
}

/** The inputs as far as they can be understood one by one. */
export function givenInputs() {
  return inputsOf<"cascade-runtime-version">()({
    version: given,
    "version-scheme": withDefault(oneOf("semver", "any"), "semver"),
    templates: lines(),
    "templates-file": text(),
    shard: text(),
    token: given,
    "server-url": text(),
    path: withDefault(given, ".runtime-version"),
    workflow: withDefault(given, "publish-image.yml"),
    "on-missing-workflow": withDefault(oneOf("skip", "fail"), "skip"),
    "on-archived": withDefault(oneOf("skip", "fail"), "skip"),
    "on-unwired": withDefault(oneOf("fail", "warn"), "fail"),
    "on-other-content": withDefault(oneOf("fail", "replace"), "fail"),
    "on-newer": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
    "on-protected": withDefault(oneOf("fail", "pull-request"), "fail"),
    "commit-through": withDefault(oneOf("git", "api"), "git"),
    "commit-message": withDefault(given, "chore: pin runtime to {version} (publish-runtime cascade)"),
    "author-name": text(),
    "author-email": text(),
    "co-author": lines(),
    attempts: withDefault(integer({ min: 1, max: 20 }), "3"),
    concurrency: withDefault(integer({ min: 1, max: 64 }), "4"),
    "dry-run": withDefault(flag(), "false"),
    follow: optional(orZero(duration())),
    waves: text(),
    "on-failed-build": optional(oneOf("stop", "warn")),
  });
}
