import { appendFileSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildxIndexFixture, pushOverHttp } from "../../../../support/images.ts";

const { PLATFORM = "", OUTPUTS = "", GITHUB_OUTPUT = "" } = process.env;
const [, host = "", repository = ""] = /\bname=([^/,]+)\/([^,]+)/.exec(OUTPUTS) ?? [];
const { auths } = JSON.parse(readFileSync(join(homedir(), ".docker/config.json"), "utf8")) as {
  auths: Record<string, { auth: string }>;
};
const [user = "", password = ""] = Buffer.from(auths[host]?.auth ?? "", "base64")
  .toString()
  .split(":");
const image = buildxIndexFixture({ platform: PLATFORM, layers: 3 });
const digest = await pushOverHttp(`http://${host}`, repository, image, { user, password });
appendFileSync(GITHUB_OUTPUT, `digest=${digest}\n`);
