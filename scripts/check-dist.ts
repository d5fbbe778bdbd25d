// Builds the release tree anew, compares it with dist/ byte for byte, and names every file that differs.
import { staleDist } from "./stale-dist.ts";

const differing = staleDist(".");
for (const line of differing) console.error(line);
if (differing.length > 0) {
  console.error("dist/ is not what the source builds; run `npm run build` and commit the result");
  process.exitCode = 1;
}
