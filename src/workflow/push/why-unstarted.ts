import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import type { PushFilters, PushTrigger } from "./trigger.ts";

/** A push of one commit to a branch that is there, which changes one file. */
export interface Push {
  readonly branch: string;
  readonly path: string;
}

/**
 * Why a push does not start a workflow, as what follows on the workflow's name; undefined where it does, and where that
 * cannot be told.
 */
export function whyUnstarted(trigger: PushTrigger, push: Push, kind: ForgeKind): string | undefined {
  switch (trigger.kind) {
    case "unknown":
    case "indirect":
      return undefined;
    case "none":
      return "does not start on a push";
    case "list":
      return 'does not start on a push, since "push" is a list, and filters stand under keys such as "branches"';
    case "push": {
      const why = whyFilteredOut(trigger.filters, push, kind);
      return why === undefined ? undefined : `does not start on this push, since ${why}`;
    }
  }
}

function whyFilteredOut(filters: PushFilters, push: Push, kind: ForgeKind): string | undefined {
  const unread = [...filters].flatMap(([key, texts]) => whyUnread(key, texts) ?? []);
  const why = kind === "github" ? whyRefused(filters) : unread[0];
  if (why !== undefined) return why;
  const unmet = [...filters].flatMap(([key, texts = []]) => (isMet(key, texts, push, kind) ? [] : [key]));
  const [first] = decisive(unmet, filters, kind);
  return first && (reasons[first]?.(push) ?? `no forge knows its filter ${quoted(first)}`);
}

/** Why a filter keeps Gitea and Forgejo from reading the workflow. What GitHub makes of such a filter is not known. */
function whyUnread(key: string, texts: readonly string[] | undefined): string | undefined {
  if (!texts) return `its filter ${quoted(key)} is no list of patterns`;
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
