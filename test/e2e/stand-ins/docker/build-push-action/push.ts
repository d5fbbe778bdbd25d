import { appendFileSync } from "node:fs";
import { pushBuilt } from "../../../scene/push-built.ts";

const { PLATFORM = "", OUTPUTS = "", GITHUB_OUTPUT = "" } = process.env;
const { digest } = await pushBuilt(OUTPUTS, PLATFORM);
appendFileSync(GITHUB_OUTPUT, `digest=${digest}\n`);
