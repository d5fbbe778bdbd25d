import "../shared/node-version-a07a6fd5.js";
import { writeSummary, setOutputs, run, inputsOf, text, withDefault, oneOf, duration, flag, list, lines, orZero, integer, maskSecret, actionFetch } from "../shared/core-cb5264e6.js";
import { annotate, readInputs, withStatus, runLane } from "../shared/lane-guard-7072a311.js";
async function tellVerdict(verdict, onUnknown, log) {
	const { annotationsOf, logLines, outputsOf, passOf, requireLane, summaryOf } = await import("../shared/report-412de124.js");
	const { shown, left } = annotationsOf(verdict, onUnknown);
	for (const annotation of shown) annotate(annotation);
	for (const line of logLines(verdict, left)) log.info(line);
	await writeSummary(() => summaryOf(verdict));
	setOutputs({
		waiting: undefined,
		...outputsOf(verdict)
	});
	const warning = requireLane(verdict, onUnknown);
	if (warning !== undefined) log.warning(warning);
	return passOf(verdict);
}
async function watch(inputs, onUnknown, context) {
	const { log } = context;
	const { logLines, outputsOf, requireFed, runWatch, summaryOf, warningOf } = await import("../shared/watch-7151f628.js");
	const watched = await runWatch(inputs, context);
	for (const line of logLines(watched)) log.info(line);
	await writeSummary(() => summaryOf(watched));
	setOutputs({
		online: undefined,
		...outputsOf(watched)
	});
	requireFed(watched, onUnknown);
	const warning = warningOf(watched);
	if (warning !== undefined) log.warning(warning);
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
		mode: withDefault(oneOf("check", "static", "beat", "watch"), "check"),
		"heartbeat-max-age": withDefault(duration(), "30m"),
		"trust-instance-runners": withDefault(flag(), "false"),
		"max-wait": withDefault(duration(), "15m"),
		scope: withDefault(oneOf("repository", "owner", "instance"), "repository"),
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
	if (parsed.mode === "watch") return watch(parsed, inputs["on-unknown"], context);
	await withStatus(parsed, context, async () => {
		const verdict = await runLane(parsed, context);
		return verdict === undefined ? "" : tellVerdict(verdict, inputs["on-unknown"], log);
	});
});
