import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const { REGISTRY = "", USERNAME = "", PASSWORD = "" } = process.env;
const folder = join(homedir(), ".docker");
mkdirSync(folder, { recursive: true });
const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64");
writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [REGISTRY]: { auth } } }));
