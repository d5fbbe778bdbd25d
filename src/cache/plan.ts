import { isRecord, parseJson } from "../base/json.ts";
import { formatSize } from "../base/size.ts";
import { quoted } from "../base/text.ts";
import { ours } from "../docker/labels.ts";
import { engineNumber } from "../mirror/config.ts";
import { mirrorsIn, setNothing, withMirrors } from "./daemon-config.ts";
import { isSameSecret, shownSettings } from "./settings.ts";
import type { Wanted, WantedMirror } from "./wanted.ts";

/** The mirror's container as it is found. */
export interface FoundMirror {
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it answers. */
  readonly isHealthy: boolean;
}

/** The engine's settings on the host as they are found. */
export interface FoundSettings {
  /** As it is named, and where it leads. */
  readonly path: string;
  readonly resolved: string;
  /** Undefined where there is no file. */
  readonly text: string | undefined;
  readonly writable: boolean;
  /** Whether a file of an earlier run keeps them as they were, as it does where there were any. */
  readonly isKept: boolean;
}

/** What is on the host. */
export interface Found {
  /** Undefined where there is none. */
  readonly mirror: FoundMirror | undefined;
  /** Undefined where it cannot be told which they are. */
  readonly settings: FoundSettings | undefined;
  /** The mirrors that are in force in the engine. */
  readonly mirrors: readonly string[];
  /** The process of the engine on its host; undefined where it is not found. */
  readonly daemon: { readonly pid: number; readonly command: readonly string[] } | undefined;
  readonly inContainer: boolean;
  readonly rootless: boolean;
}

/** One thing that is to be done, with the reason that a person reads. */
export type Step =
  | { readonly do: "start-mirror"; readonly why: string }
  | { readonly do: "remove-mirror"; readonly why: string }
  | {
      readonly do: "write-settings";
      readonly path: string;
      readonly before: string | undefined;
      readonly text: string;
      readonly why: string;
    }
  | {
      readonly do: "remove-settings";
      readonly path: string;
      readonly before: string;
      readonly why: string;
    }
  | { readonly do: "reload"; readonly why: string };

export interface Plan {
  readonly steps: readonly Step[];
  /** Why the engine's settings are left alone; undefined where they may be changed. */
  readonly checkOnly: string | undefined;
  /** Whether the engine asks the mirror, first. */
  readonly isWired: boolean;
  /** What is otherwise than it is to be and is left so, since a newer release set it up. */
  readonly notices: readonly string[];
}

/** An address as the engine tells it: with a slash at its end. */
const isSame = (one: string, other: string): boolean => one.replace(/\/$/, "") === other.replace(/\/$/, "");

/**
 * What has to be done so that what is wanted is the case. Nothing is done where it is already.
 *
 * @throws UserError where the engine's settings cannot be read as such
 */
export function planApply(found: Found, wanted: Wanted): Plan {
  const { steps, notices } = wanted.mirror
    ? planMirror(found.mirror, wanted.mirror)
    : { steps: [], notices: [] };
  const isWired = found.mirrors[0] !== undefined && isSame(found.mirrors[0], wanted.url);
  const checkOnly = whyCheckOnly(found);
  if (checkOnly !== undefined || !found.settings) return { steps, checkOnly, isWired, notices };
  const { text, path } = found.settings;
  const own = mirrorsIn(text ?? "") ?? [];
  const named = [wanted.url, ...own.filter((one) => !isSame(one, wanted.url))];
  const isWritten = own[0] !== undefined && isSame(own[0], wanted.url);
  const write: Step[] = isWritten
    ? []
    : [
        {
          do: "write-settings",
          path,
          before: text,
          text: withMirrors(text ?? "", named),
          why: `${wanted.url} becomes the first of "registry-mirrors"`,
        },
      ];
  // What was written and not taken up, as when a run ended in between, is taken up now.
  const reload: Step[] =
    isWired && isWritten ? [] : [{ do: "reload", why: "the engine reads its settings anew" }];
  return { steps: [...steps, ...write, ...reload], checkOnly, isWired, notices };
}

/** What has to be done so that nothing is left of it. @throws as {@link planApply} */
export function planRemove(found: Found, url: string): Plan {
  const checkOnly = whyCheckOnly(found);
  const isWired = found.mirrors.some((one) => isSame(one, url));
  const steps: Step[] = [];
  if (checkOnly === undefined && found.settings) {
    const { text, path, isKept } = found.settings;
    const own = mirrorsIn(text ?? "");
    const rest = own?.filter((one) => !isSame(one, url));
    if (isWired || (own && rest && rest.length < own.length)) {
      // Without the key the engine would keep what it has: only an empty list takes it away (moby, `daemon/reload.go`).
      const emptied = withMirrors(text ?? "", rest ?? []);
      steps.push(
        { do: "write-settings", path, before: text, text: emptied, why: `${url} leaves "registry-mirrors"` },
        { do: "reload", why: "the engine reads its settings anew" },
      );
      if ((rest ?? []).length === 0) steps.push(withoutKey(path, emptied, isKept));
    }
  }
  if (found.mirror) steps.push({ do: "remove-mirror", why: "it is to go" });
  return { steps, checkOnly, isWired, notices: [] };
}

/** What takes an empty list out again: with its file, where that was made for it. */
function withoutKey(path: string, before: string, isKept: boolean): Step {
  const text = withMirrors(before, undefined);
  return setNothing(text) && !isKept
    ? { do: "remove-settings", path, before, why: "nothing else is set in it" }
    : { do: "write-settings", path, before, text, why: '"registry-mirrors" is empty and goes' };
}

function planMirror(
  found: FoundMirror | undefined,
  wanted: WantedMirror,
): { steps: Step[]; notices: string[] } {
  const why = whyStart(found, wanted);
  if (why.start !== undefined) return { steps: [{ do: "start-mirror", why: why.start }], notices: [] };
  return { steps: [], notices: why.notice === undefined ? [] : [why.notice] };
}

/** Why a mirror has to be started, in place of the one that is there where there is one. */
function whyStart(
  found: FoundMirror | undefined,
  wanted: WantedMirror,
): { readonly start?: string; readonly notice?: string } {
  if (!found) return { start: "there is none" };
  const changed = changedSettings(found, wanted);
  if (changed.length > 0) return { start: changed.join(", ") };
  if (!isSameSecret(wanted, found.labels[`${ours}.secret`])) return { start: "the password is another" };
  // Of two releases on one host the newer one's stays, so that they do not replace each other in turns.
  const number = Number(found.labels[`${ours}.engine`]) || 0;
  if (number < engineNumber) return { start: "this release brings a newer one" };
  if (!found.isHealthy) return { start: `it is ${found.state} and does not answer` };
  if (number > engineNumber) return { notice: "a newer release has set up the mirror, which stays" };
  return {};
}

function changedSettings(found: FoundMirror, wanted: WantedMirror): string[] {
  const label = parseJson(found.labels[`${ours}.settings`] ?? "");
  const before = isRecord(label) ? label : {};
  return Object.entries(shownSettings(wanted)).flatMap(([name, value]) => {
    const was = before[name];
    if (was === value) return [];
    return [`${name} is ${readable(value)} and was ${typeof was === "string" ? readable(was) : "not told"}`];
  });
}

function readable(value: string): string {
  const bytes = /^(\d+) B$/.exec(value)?.[1];
  return bytes === undefined ? quoted(value, 100) : formatSize(Number(bytes));
}

/** Why the engine's settings cannot be changed; undefined where they can. */
function whyCheckOnly({ settings, daemon, inContainer, rootless }: Found): string | undefined {
  if (inContainer) return "the engine runs in a container, whose settings belong to whoever made it";
  if (rootless) return "the engine is rootless, and so on a network of its own";
  if (!daemon) return "the engine's process is not found on its host";
  if (daemon.command.some((part) => /^--registry-mirror(?:=|$)/.test(part)))
    return "the engine was started with --registry-mirror, beside which it refuses the same in its settings";
  if (!settings) return "the engine's settings cannot be read";
  if (settings.resolved.startsWith("/nix/store/"))
    return `the engine's settings ${settings.path} lie in the Nix store`;
  if (!settings.writable) return `the engine's settings ${settings.path} may only be read`;
  return undefined;
}
