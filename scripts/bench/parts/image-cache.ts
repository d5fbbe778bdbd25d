import { applyAgain } from "../../../test/support/scenarios/image-cache.ts";
import { imageCache } from "../figures.ts";
import { median } from "../median.ts";
import type { Row } from "../table.ts";

/** What image-cache takes on a host where all is as it is to be, which is what nearly every job finds. */
export async function measureImageCache(): Promise<Row[]> {
  const again = await applyAgain(5);
  const row = (name: keyof typeof imageCache, imgpub: number | string): Row => ({
    figure: imageCache[name],
    values: { imgpub },
  });
  if (typeof again === "string") return [row("changes", again), row("elapsed", again)];
  const { changes, reloads, writes, seconds } = again;
  return [row("changes", changes + reloads + writes), row("elapsed", median(seconds))];
}
