import "../shared/node-version-a07a6fd5.js";
import { readInputs, runLane, annotate } from "../shared/lane-guard-1523274f.js";
import { run, inputsOf, withDefault, duration, oneOf, list, lines, flag, orZero, integer, text, maskSecret, actionFetch, writeSummary, setOutputs } from "../shared/core-015bc9a3.js";
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		labels: withDefault(list(), "publish"),
		token: text(),
		"server-url": text(),
		repository: text(),
		workflows: lines(),
		"min-online": withDefault(integer({
			min: 1,
			max: 1e3
		}), "1"),
		"wait-timeout": withDefault(orZero(duration()), "90s"),
		"allow-scale-from-zero": withDefault(flag(), "false"),
		"on-unknown": withDefault(oneOf("fail", "warn"), "fail"),
		"ship-jobs": lines(),
		"trusted-events": withDefault(list(), "push,release,schedule,workflow_dispatch,repository_dispatch,workflow_call"),
		mode: withDefault(oneOf("check", "static", "beat"), "check"),
		"heartbeat-max-age": withDefault(duration(), "30m")
	});
	if (inputs.token !== undefined) maskSecret(inputs.token);
	const { env } = process;
	const parsed = readInputs(inputs, env);
	for (const notice of parsed.notices) log.notice(notice);
	const verdict = await runLane(parsed, {
		env,
		fetch: () => actionFetch(env),
		log,
		signal
	});
	if (verdict === undefined) return;
	const { annotationsOf, logLines, outputsOf, requireLane, summaryOf } = await import("../shared/report-96983fa2.js");
	const { shown, left } = annotationsOf(verdict, inputs["on-unknown"]);
	for (const annotation of shown) annotate(annotation);
	for (const line of logLines(verdict, left)) log.info(line);
	await writeSummary(() => summaryOf(verdict));
	setOutputs(outputsOf(verdict));
	const warning = requireLane(verdict, inputs["on-unknown"]);
	if (warning !== undefined) log.warning(warning);
});
