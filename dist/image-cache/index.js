import "../shared/node-version-a07a6fd5.js";
import { size, optional } from "../shared/image-cache_prune-images-4c8e9f65.js";
import { run, inputsOf, text, withDefault, flag, oneOf, list, orZero, duration, integer, maskSecret, inInput, setOutputs } from "../shared/core-cb5264e6.js";
import { readStore, readMinFree, readMirrorUrl, readFailOn, leaveState } from "../shared/image-cache_image-cache-post-90daadcf.js";
import { runCache } from "../shared/image-cache-3bd4c1ca.js";
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		mode: withDefault(oneOf("apply", "check", "remove", "report"), "apply"),
		username: text(),
		password: text(),
		"mirror-url": optional(readMirrorUrl),
		upstream: withDefault(readMirrorUrl, "https://registry-1.docker.io"),
		"max-size": withDefault(size(), "20GB"),
		"min-free": withDefault(readMinFree, "10%"),
		store: withDefault(readStore, "/var/lib/imgpub/mirror"),
		port: withDefault(integer({
			min: 1024,
			max: 65535
		}), "5055"),
		stale: withDefault(orZero(duration({ zero: true })), "24h"),
		"daemon-config": withDefault(text(), "auto"),
		"verify-image": withDefault(text(), "hello-world:latest"),
		"buildkit-config": text(),
		"fail-on": withDefault(list(), "bypass"),
		persist: withDefault(oneOf("none", "actions-cache"), "none"),
		"remove-store": withDefault(flag(), "false"),
		"docker-host": text()
	});
	if (inputs.password !== undefined) maskSecret(inputs.password);
	const failOn = inInput("fail-on", () => readFailOn(inputs["fail-on"]));
	const { outputs, state, conclude } = await runCache({
		...inputs,
		"fail-on": failOn
	}, process.env, {
		log,
		signal
	});
	if (state !== undefined) leaveState("job", state);
	setOutputs(outputs);
	conclude();
});
