import "../shared/node-version-a07a6fd5.js";
import { writeSummary, setOutputs, run, inputsOf, text, withDefault, flag, duration, oneOf, list, lines, orZero, integer, maskSecret, actionFetch } from "../shared/core-fd7157aa.js";
import { annotate, readInputs, withStatus, runLane } from "../shared/lane-guard-e56b0a32.js";
async function tellVerdict(verdict, onUnknown, log) {
	const { annotationsOf, logLines, outputsOf, passOf, requireLane, summaryOf } = await import("../shared/report-c3115a46.js");
	const { shown, left } = annotationsOf(verdict, onUnknown);
	for (const annotation of shown) annotate(annotation);
	for (const line of logLines(verdict, left)) log.info(line);
	await writeSummary(() => summaryOf(verdict));
	setOutputs(outputsOf(verdict));
	const warning = requireLane(verdict, onUnknown);
	if (warning !== undefined) log.warning(warning);
	return passOf(verdict);
}
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
		"on-unresolved": withDefault(oneOf("warn", "fail"), "warn"),
		resolved: lines(),
		"ship-jobs": lines(),
		"trusted-events": list(),
		mode: withDefault(oneOf("check", "static", "beat"), "check"),
		"heartbeat-max-age": withDefault(duration(), "30m"),
		"trust-instance-runners": withDefault(flag(), "false"),
		"status-context": text(),
		"status-token": text()
	});
	if (inputs.token !== undefined) maskSecret(inputs.token);
	const { env } = process;
	const parsed = readInputs(inputs, env);
	if (parsed.status !== undefined) maskSecret(parsed.status.token);
	for (const notice of parsed.notices) log.notice(notice);
	const context = {
		env,
		fetch: () => actionFetch(env),
		log,
		signal
	};
	await withStatus(parsed, context, async () => {
		const verdict = await runLane(parsed, context);
		return verdict === undefined ? "" : tellVerdict(verdict, inputs["on-unknown"], log);
	});
});
