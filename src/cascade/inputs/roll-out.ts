import { inInput, UserError } from "../../base/errors.ts";
import type { Figure } from "../waves/figures.ts";
import type { Template } from "./templates.ts";

/** What is to become of a template's version once its build has failed. */
export type OnFailedBuild = "stop" | "warn";

/** The inputs about builds. */
export interface RollOutInputs {
  readonly waves: string | undefined;
  /** In ms; 0 does not wait. */
  readonly follow: number | undefined;
  readonly "on-failed-build": OnFailedBuild | undefined;
  /** Undefined for all templates. */
  readonly shard: string | undefined;
}

/** A version that goes out in waves. */
export interface RollOutRequest {
  readonly figures: readonly Figure[];
  readonly onFailedBuild: OnFailedBuild;
  /** How long the builds of one wave are waited for, in ms. */
  readonly follow: number;
}

/** What is to be done about builds. */
export interface BuildRequest {
  /** How long builds are waited for, in ms; 0 does not wait. */
  readonly follow: number;
  /** Undefined where all templates get the version at once, whatever their builds do. */
  readonly rollOut: RollOutRequest | undefined;
}

const usualFollow = 30 * 60_000;

/**
 * Understands the inputs about builds together. Without waves, `on-failed-build: stop` makes one of all templates.
 *
 * @throws {UserError} naming the first input that cannot be understood
 */
export async function readBuildRequest(
  { waves, follow, "on-failed-build": onFailedBuild, shard }: RollOutInputs,
  templates: readonly Template[],
): Promise<BuildRequest> {
  if (waves === undefined) {
    refuseCanary(templates);
    if (!follow && onFailedBuild !== undefined)
      throw new UserError(
        `input "on-failed-build": ${onFailedBuild} is given and no build is waited for; expected it together with "waves" or "follow"`,
      );
    if (!follow || onFailedBuild !== "stop") return { follow: follow ?? 0, rollOut: undefined };
    const { all } = await import("../waves/figures.ts");
    return { follow, rollOut: { figures: [all], onFailedBuild, follow } };
  }
  const { parseFigures } = await import("../waves/figures.ts");
  const figures = inInput("waves", () => parseFigures(waves));
  if (shard !== undefined)
    throw new UserError(
      'input "waves": is given together with "shard", where nobody would wait for the builds of other shards; give only one of the two',
    );
  if (follow === 0)
    throw new UserError(
      'input "follow": 0 does not wait, and each wave waits for the builds of the one before; expected a duration such as 30m, or no "waves"',
    );
  const wait = follow ?? usualFollow;
  return { follow: wait, rollOut: { figures, onFailedBuild: onFailedBuild ?? "stop", follow: wait } };
}

function refuseCanary(templates: readonly Template[]): void {
  const canary = templates.find(({ isCanary }) => isCanary);
  if (canary !== undefined)
    throw new UserError(
      `input "waves": is missing, and @canary puts ${canary.text} into the first wave; expected "waves" together with @canary`,
    );
}
