import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { startGitServer } from "../../../support/git-server/index.ts";
import { startForwardProxy } from "../../../support/proxies/forward-proxy.ts";
import { expectSuccess } from "../../step.ts";
import { cascade, folder, reportOf, template } from "../cascade.ts";

// git-config(1): `trace2.*` is read of the system's and the user's configuration, by every command, and
// `trace2.envVars` names variables of the environment to be written to the target.
describe.concurrent("a trace that the machine's configuration asks for is not written", () => {
  test.each([
    ["normalTarget", "HOME", ".gitconfig"],
    ["perfTarget", "HOME", ".gitconfig"],
    ["eventTarget", "HOME", ".gitconfig"],
    ["eventTarget", "XDG_CONFIG_HOME", "git/config"],
    ["eventTarget", "GIT_CONFIG_GLOBAL", "config"],
    ["eventTarget", "GIT_CONFIG_SYSTEM", "config"],
  ])("trace2.%s by %s, while the proxy beside it is used", async (target, variable, name) => {
    await using server = await startGitServer();
    await template(server);
    await using proxy = await startForwardProxy({ "templates.example.test": () => server.origin });
    await using made = await folder();
    await using traces = await folder();
    const isFolder = !variable.startsWith("GIT_CONFIG");
    const file = join(made.path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      `[trace2]
	${target} = ${join(traces.path, "trace")}
	envVars = INPUT_TOKEN,PATH
	configParams = *
[http]
	proxy = http://127.0.0.1:${proxy.port}
`,
    );
    const env = {
      ...(variable === "XDG_CONFIG_HOME" && { HOME: traces.path }),
      [variable]: isFolder ? made.path : file,
    };
    const direct = { url: "http://templates.example.test", token: server.token };
    const run = await cascade(direct, {}, { env });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(await readdir(traces.path)).toEqual([]);
  });
});
