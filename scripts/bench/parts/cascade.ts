import {
  againstScript,
  bigTemplate,
  manyFolders,
  oneTemplate,
} from "../../../test/support/scenarios/cascade.ts";
import { cascade } from "../figures.ts";
import type { Row } from "../table.ts";

/** What cascade-runtime-version asks of a forge, beside a clone and a plain script. */
export async function measureCascade(): Promise<Row[]> {
  const { updated, unchanged } = await oneTemplate();
  const row = (name: keyof typeof cascade, imgpub: number): Row => ({
    figure: cascade[name],
    values: { imgpub },
  });
  return [
    row("unchanged", unchanged.requests),
    row("updated", updated.requests),
    row("big", await percentOfClone({})),
    row("bigWithFolders", await percentOfClone(manyFolders())),
    row("sameWorkflow", await ofScript(false)),
    row("ownWorkflow", await ofScript(true)),
  ];
}

async function percentOfClone(files: Readonly<Record<string, string>>): Promise<number> {
  const bytes = await bigTemplate({ files });
  return (bytes.cascade / bytes.clone) * 100;
}

async function ofScript(own: boolean): Promise<number> {
  const { cascade: ours, script } = await againstScript({ own });
  return ours.roundTrips / script.roundTrips;
}
