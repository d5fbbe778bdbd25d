import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { Reader } from "./faults.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import type { PushFilters, PushTrigger } from "./trigger.ts";

/** A push of one commit to a branch that is there, which changes one file. */
export interface Push {
  readonly branch: string;
  readonly path: string;
}

const giteas: readonly Reader[] = ["gitea before 1.23", "gitea from 1.23"];

const names: Readonly<Record<Reader, string>> = {
  "gitea before 1.23": "Gitea before 1.23",
  "gitea from 1.23": "Gitea from 1.23 on",
  forgejo: "Forgejo",
  github: "GitHub",
};

/**
 * Why a push does not start a workflow, as what follows on the workflow's name; undefined where it does, and where that
 * cannot be told.
 */
export function whyUnstarted(
  trigger: PushTrigger,
  push: Push,
  reader: ForgeKind | Reader,
): string | undefined {
  if (trigger.kind === "broken") return `does not start on a push, since ${trigger.why}`;
  if (trigger.kind === "none") return "does not start on a push";
  if (trigger.kind !== "push") return undefined;
  const whys = readersIn(reader).map((one) => whyNot(trigger, push, one));
  return whys.includes(undefined) ? undefined : `does not start on this push, since ${whys[0]}`;
}

/**
 * Why it cannot be told whether a push starts a workflow, or with what surprise it does, as what follows on the workflow's
 * name; undefined where there is nothing of the kind.
 */
export function whyDoubtful(
  trigger: PushTrigger,
  push: Push,
  reader: ForgeKind | Reader,
): string | undefined {
  if (trigger.kind === "indirect")
    return "starts when another one calls it or has run, so it is not known whether the push rebuilds the template";
  if (trigger.kind === "unknown") return `may not start on this push, since ${trigger.why}`;
  if (trigger.kind !== "push" || whyUnstarted(trigger, push, reader) !== undefined) return undefined;
  for (const one of readersIn(reader)) {
    const why = whyNot(trigger, push, one);
    if (why !== undefined) return `may not start on this push: ${names[one]} starts nothing where ${why}`;
    const perhaps = trigger.faults.find(({ perhapsBy }) => perhapsBy?.includes(one));
    if (perhaps) return `may not start on this push: ${names[one]} may start nothing where ${perhaps.why}`;
  }
  return trigger.isList
    ? 'starts on every push, since "push" is a list, which filters nothing: filters stand under keys such as "branches"'
    : undefined;
}

/** Whether only the version of a Gitea tells if a push starts a workflow. */
export const dependsOnVersion = (trigger: PushTrigger, push: Push): boolean =>
  trigger.kind === "push" &&
  new Set(giteas.map((reader) => whyNot(trigger, push, reader) === undefined)).size > 1;

const readersIn = (reader: ForgeKind | Reader): readonly Reader[] => (reader === "gitea" ? giteas : [reader]);

const kindOf = (reader: Reader): ForgeKind =>
  reader === "forgejo" || reader === "github" ? reader : "gitea";

type Started = PushTrigger & { kind: "push" };

function whyNot({ filters, faults }: Started, push: Push, reader: Reader): string | undefined {
  const fault = faults.find(({ refusedBy }) => refusedBy.includes(reader));
  return fault?.why ?? whyFilteredOut(filters, push, kindOf(reader));
}

function whyFilteredOut(filters: PushFilters, push: Push, kind: ForgeKind): string | undefined {
  const unread = [...filters].flatMap(([key, texts = []]) => whyUnread(key, texts) ?? []);
  const why = kind === "github" ? whyRefused(filters) : unread[0];
  if (why !== undefined) return why;
  // Where nothing stands in the place of patterns, Gitea from 1.23 on reads an empty one. What GitHub does is not known.
  const nothing = kind === "gitea" ? [""] : [];
  const unmet = [...filters].flatMap(([key, texts = nothing]) =>
    isMet(key, texts, push, kind) ? [] : [key],
  );
  const [first] = decisive(unmet, filters, kind);
  return first && (reasons[first]?.(push) ?? `no forge knows its filter ${quoted(first)}`);
}

/** Why a filter keeps Gitea and Forgejo from reading the workflow. What GitHub makes of such a filter is not known. */
function whyUnread(key: string, texts: readonly string[]): string | undefined {
  const bad = key in reasons ? texts.find((text) => !parsePattern(text)) : undefined;
  return bad === undefined
    ? undefined
    : `its filter ${quoted(key)} has ${quoted(bad)}, which is no pattern of branches, tags or paths`;
}

/**
 * GitHub takes only one of two filters about the same.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
 */
function whyRefused(filters: PushFilters): string | undefined {
  const twice = ["branches", "tags", "paths"].find((key) => filters.has(key) && filters.has(`${key}-ignore`));
  return twice && `it has "${twice}" beside "${twice}-ignore", of which GitHub takes only one`;
}

/**
 * The unmet filters for which a push starts nothing.
 *
 * On GitHub those of tags count where there are none of branches. Gitea and Forgejo count filters: all have to be met,
 * or all but one where there are some of branches and some of tags (`matchPushEvent` in `modules/actions/workflows.go`).
 */
function decisive(unmet: readonly string[], filters: PushFilters, kind: ForgeKind): readonly string[] {
  const hasBranches = filters.has("branches") || filters.has("branches-ignore");
  const hasTags = filters.has("tags") || filters.has("tags-ignore");
  const others = hasBranches ? unmet.filter((key) => !key.startsWith("tags")) : unmet;
  if (kind === "github") return others;
  const spare = hasBranches && hasTags ? 1 : 0;
  if (unmet.length <= spare) return [];
  return others.length > 0 ? others : unmet;
}

const reasons: Readonly<Record<string, (push: Push) => string>> = {
  branches: ({ branch }) => `its filter "branches" leaves out the branch ${quoted(branch)}`,
  "branches-ignore": ({ branch }) => `its filter "branches-ignore" leaves out the branch ${quoted(branch)}`,
  tags: () => 'its filter "tags" leaves out all branches',
  "tags-ignore": () => 'its filter "tags-ignore" leaves out all branches',
  paths: ({ path }) => `its filter "paths" leaves out the file ${quoted(path)}`,
  "paths-ignore": ({ path }) => `its filter "paths-ignore" leaves out the file ${quoted(path)}`,
};

/** Whether a filter lets the push through. One with what is no pattern does on GitHub, where that is not known. */
function isMet(key: string, texts: readonly string[], { branch, path }: Push, kind: ForgeKind): boolean {
  const patterns = texts.flatMap((text) => parsePattern(text) ?? []);
  if (patterns.length < texts.length) return true;
  switch (key) {
    case "branches":
      return isIn(patterns, branch);
    case "branches-ignore":
      return !isIgnored(patterns, branch, kind);
    case "tags":
    case "tags-ignore":
      return false;
    case "paths":
      return isIn(patterns, path);
    case "paths-ignore":
      return !isIgnored(patterns, path, kind);
    default:
      // Gitea and Forgejo count it as unmet; what GitHub makes of it is not known.
      return kind === "github";
  }
}

/** Whether the last pattern that matches takes the text in. An empty list is no filter. */
function isIn(patterns: readonly Pattern[], text: string): boolean {
  if (patterns.length === 0) return true;
  const last = patterns.findLast(({ matches }) => matches(text));
  return last !== undefined && !last.isNegative;
}

/** On Gitea and Forgejo a negative pattern ignores all that it does not match (`Filter` in act's `workflowpattern`). */
function isIgnored(patterns: readonly Pattern[], text: string, kind: ForgeKind): boolean {
  if (kind === "github") return patterns.length > 0 && isIn(patterns, text);
  return patterns.some(({ isNegative, matches }) => matches(text) !== isNegative);
}
