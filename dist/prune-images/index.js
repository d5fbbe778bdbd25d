import "../shared/node-version-a07a6fd5.js";
import { optional, size, percent } from "../shared/image-cache_prune-images-4c8e9f65.js";
import { run, inputsOf, text, withDefault, flag, integer, oneOf, list, duration, inInput, writeSummary, setOutputs } from "../shared/core-cb5264e6.js";
import { connectDocker, jobOf } from "../shared/image-cache_image-cache-post_prune-images-2cbb868d.js";
import { hostPath, checkMarks, readKeep, prune, tell, summaryOf, outputsOf } from "../shared/prune-images-a122d3bd.js";
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		high: withDefault(percent({
			min: 1,
			max: 99
		}), "85"),
		low: withDefault(percent({
			min: 1,
			max: 98
		}), "80"),
		"min-free": optional(size()),
		"min-age": withDefault(duration({ zero: true }), "24h"),
		"min-idle": withDefault(duration({ zero: true }), "72h"),
		keep: list(),
		dangling: withDefault(flag(), "true"),
		"build-cache-max": optional(size()),
		"dry-run": withDefault(flag(), "true"),
		busy: withDefault(oneOf("defer", "fail"), "defer"),
		"max-delete": withDefault(integer({
			min: 1,
			max: 1e4
		}), "50"),
		ledger: withDefault(hostPath, "/var/lib/imgpub/ledger.json"),
		"allow-containerd-store": withDefault(flag(), "false"),
		"docker-host": text()
	});
	checkMarks(inputs);
	const isPinned = await inInput("keep", () => readKeep(inputs.keep));
	const { env } = process;
	const engine = await connectDocker({
		dockerHost: inputs["docker-host"],
		env,
		signal
	});
	const report = await prune(engine, {
		...{
			high: inputs.high,
			low: inputs.low,
			minFree: inputs["min-free"]
		},
		...{
			minAge: inputs["min-age"],
			minIdle: inputs["min-idle"],
			isPinned
		},
		...{
			dangling: inputs.dangling,
			maxDelete: inputs["max-delete"],
			busy: inputs.busy
		},
		...{
			buildCacheMax: inputs["build-cache-max"],
			dryRun: inputs["dry-run"],
			ledger: inputs.ledger
		},
		allowContainerdStore: inputs["allow-containerd-store"]
	}, {
		job: jobOf(env),
		log,
		signal,
		clock: Date.now
	});
	tell(report, log);
	await writeSummary(() => summaryOf(report));
	setOutputs(outputsOf(report));
});
