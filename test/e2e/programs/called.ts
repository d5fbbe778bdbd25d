// Stands in for the programs beside it: keeps what it is called with in the file $CALLS, and does nothing else but push
// for `docker buildx build`.
import { appendFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pushBuilt } from "../scene/push-built.ts";

const { CALLS = "" } = process.env;
const [program, ...args] = process.argv.slice(2);
appendFileSync(CALLS, `${JSON.stringify([program, ...args])}\n`);
if (program === "docker" && args[0] === "buildx" && args[1] === "build") {
  const string = { type: "string", default: "" } as const;
  const { "metadata-file": file, output } = parseArgs({
    args: args.slice(2),
    allowPositionals: true,
    options: { "metadata-file": string, output: string },
  }).values;
  // It builds for the machine that it runs on; what labels a job's runner has shows in the file's name alone.
  const built = await pushBuilt(output, file.endsWith("-arm.json") ? "linux/arm64" : "linux/amd64");
  writeFileSync(file, JSON.stringify({ "image.name": built.image, "containerimage.digest": built.digest }));
}
