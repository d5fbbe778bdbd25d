// npm run release -- <version> [--dry-run] [--remote <name>] [--branch <name>]
//
// Publishes the committed dist/ as a release: see CONTRIBUTING.md.
import { main } from "./release/main.ts";
import { staleDist } from "./stale-dist.ts";

process.exitCode = await main(process.argv.slice(2), staleDist);
