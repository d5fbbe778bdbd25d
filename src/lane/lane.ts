import type { ForgeKind } from "../forge/forge.ts";
import { asksNothing, couldBe, type LabelSet, type OpenPart, type RunsOn } from "../workflow/runs-on.ts";

/** The labels that are reserved, under the forge's rule of comparison. */
export interface Lane {
  readonly labels: readonly string[];
  /**
   * The reserved labels that an instance of a job asks for. On GitHub a runner group of the same name counts, since
   * it sets runners apart just as a label does.
   */
  askedBy(set: LabelSet): string[];
  /** Whether what only a run can tell may be a reserved label, or else the label that is given. */
  mayBe(open: OpenPart, label?: string): boolean;
  /** What all instances of a job ask for; looked through once for what many jobs share. */
  asked(runsOn: RunsOn): Asked;
}

/** What the instances of a job ask for, as far as it concerns a lane. */
export interface Asked {
  /** Whether one of them asks for nothing at all. */
  readonly nothing: boolean;
  /** Those that ask for a reserved label. */
  readonly using: readonly LabelSet[];
  /** The reserved labels that they ask for. */
  readonly labels: readonly string[];
  /** The first of which only a run can tell whether they ask for a reserved label besides. */
  readonly open: LabelSet | undefined;
  /** The first of those that ask for no reserved label besides. */
  readonly openElsewhere: LabelSet | undefined;
}

/** Gitea and Forgejo tell labels apart by case, GitHub does not. */
export function laneOf(labels: readonly string[], kind: ForgeKind): Lane {
  const fold = (label: string) => (kind === "github" ? label.toLowerCase() : label);
  const known = new WeakMap<RunsOn, Asked>();
  const askedBy = ({ labels: asked, group }: LabelSet) => {
    const found = new Set([...asked, ...(group === undefined ? [] : [group])].map(fold));
    return labels.filter((label) => found.has(fold(label)));
  };
  return {
    labels,
    askedBy,
    mayBe: (open, label) => (label === undefined ? labels : [label]).some((one) => couldBe(open, one, fold)),
    asked(runsOn) {
      const asked = known.get(runsOn) ?? askedIn(runsOn, this);
      known.set(runsOn, asked);
      return asked;
    },
  };
}

function askedIn({ sets }: RunsOn, lane: Pick<Lane, "askedBy" | "mayBe">): Asked {
  const all = sets.map((set) => ({ set, labels: lane.askedBy(set) }));
  const using = all.filter(({ labels }) => labels.length > 0);
  const open = all.filter(({ set }) => set.unresolved.some((one) => lane.mayBe(one)));
  return {
    nothing: sets.some(asksNothing),
    using: using.map(({ set }) => set),
    labels: [...new Set(using.flatMap(({ labels }) => labels))],
    open: open[0]?.set,
    openElsewhere: open.find(({ labels }) => labels.length === 0)?.set,
  };
}
