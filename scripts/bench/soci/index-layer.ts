// Makes the ztoc of a layer as publish-index does, from a file: node scripts/bench/soci/index-layer.ts FILE SHA256 TOOL [--blocked]
//
// Writes a line of JSON with the digest of the ztoc, and how long the event loop was blocked at a time if that is asked
// for, as to watch it takes processor time too.
import { createReadStream, statSync } from "node:fs";
import { LayerThreads } from "../../../src/soci/layer-threads.ts";
import { watchTurns } from "./turns.ts";

const [file = "", sha256 = "", buildTool = "", watch] = process.argv.slice(2);
const options = { compression: "gzip", spanSize: 4 * 2 ** 20, buildTool } as const;
const turns = watch === "--blocked" ? watchTurns() : undefined;
const layer = { digest: `sha256:${sha256}`, size: statSync(file).size } as const;
const indexing = new LayerThreads().indexing(layer, options);
await indexing.read(createReadStream(file), 0);
if (!indexing.isWhole()) throw new Error(`${file} has not got the SHA-256 ${sha256}`);
const indexed = await indexing.end();
const blocked = turns?.stop();
if (!("ztoc" in indexed)) throw new Error(indexed.reason);
console.log(JSON.stringify({ ztoc: indexed.ztoc.digest, blocked }));
