// Loaded into every Node.js of a job by NODE_OPTIONS: takes away the tokens that a runner may have exported, and tells
// which those were.
import { appendFileSync } from "node:fs";

const { GITHUB_ACTION, TOKENS } = process.env;
const found = ["FORGEJO_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN"].filter((name) => name in process.env);
for (const name of found) delete process.env[name];
appendFileSync(TOKENS, `${GITHUB_ACTION}: ${found.join(", ")}\n`);
