// The release script, but for the build: IMGPUB_STALE says what differs in dist/.
import { main } from "../../../scripts/release/main.ts";

const stale = process.env.IMGPUB_STALE?.split("\n") ?? [];
process.exitCode = await main(process.argv.slice(2), () => stale);
