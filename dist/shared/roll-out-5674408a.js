import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { formatAge, runJobs, ReportedError, messageOf, counted } from "./core-cb5264e6.js";
import { repositoryPath, ForgeError, cancelled, untouched, resultOf } from "./cascade-runtime-version-bf57bbd2.js";
import { cloneBare, blobId, contentOf, retryReads } from "./retry-reads-d0b64dc1.js";
const appearsWithin = 12e4;
const noBuild = {
	state: "none",
	url: null
};
function newest(runs) {
	if (runs === undefined) return {
		state: "unknown",
		url: null,
		why: "the server does not tell"
	};
	const [run] = runs;
	if (run === undefined) return noBuild;
	return {
		url: run.url,
		state: run.isSkipped ? "skipped" : run.state
	};
}
function hasEnded({ state }) {
	return state !== "pending" && state !== "none";
}
function counting(builds) {
	const first = (...states) => {
		const at = builds.findIndex(({ state }) => states.includes(state));
		return at < 0 ? undefined : at;
	};
	return first("success") ?? first("pending") ?? first("failure", "cancelled", "unknown") ?? first("skipped");
}
function whyNotBuilt({ state, url, why }, version, mostWait) {
	const build = `the build of ${version}`;
	const at = url === null ? "" : `, ${url}`;
	switch (state) {
		case "success": return undefined;
		case "failure": return `${build} failed${at}`;
		case "cancelled": return `${build} was cancelled${at}`;
		case "skipped": return `${build} was skipped with all its jobs, so that nothing was built${at}`;
		case "pending": return `${build} has not ended within ${formatAge(mostWait)}${at}`;
		case "none": return `no build of ${version} has begun within ${formatAge(Math.min(mostWait, appearsWithin))}`;
		case "unknown": return `${build} is not known${why === undefined ? "" : `: ${why}`}`;
	}
}
const most = 10;
async function commitsWithVersion(template, branch, { path, version }, { git, contents, signal }) {
	const { clone } = await cloneBare(git, repositoryPath(template), branch, contents, signal);
	try {
		const found = await clone.fetch(branch, signal, most);
		if (found === undefined) return [];
		const args = [
			"rev-list",
			"--first-parent",
			`--max-count=${most}`,
			found.head,
			"--"
		];
		const { stdout } = await clone.local(args, signal);
		const commits = [];
		for (const commit of stdout.toString().trim().split("\n")) {
			const oid = (await clone.entries(commit, [path], signal)).get(path)?.oid;
			if (oid !== blobId(contentOf(version), commit)) break;
			commits.push(commit);
		}
		return commits;
	} finally {
		await clone.dispose();
	}
}
function planWaves(figures, templates) {
	const canaries = templates.filter(({ isCanary }) => isCanary).length;
	const waves = [];
	for (const [at, figure] of figures.entries()) {
		const least = waves.at(-1)?.target ?? canaries;
		const target = Math.min(Math.max(reached(figure, templates.length), least), templates.length);
		waves.push({
			number: at + 1,
			figure: figure.text,
			target,
			isLast: at === figures.length - 1
		});
	}
	return waves;
}
function reached({ value, unit }, total) {
	return unit === "templates" ? value : Math.ceil(total * value / 100);
}
function canariesFirst(templates) {
	return [...templates.filter(({ isCanary }) => isCanary), ...templates.filter(({ isCanary }) => !isCanary)];
}
function takes({ target, isLast }, reached, left) {
	return isLast ? left : Math.min(Math.max(target - reached, 0), left);
}
function wavesOfRest(waves, reached, left) {
	const numbers = [];
	for (const wave of waves) {
		const more = takes(wave, reached + numbers.length, left - numbers.length);
		for (let one = 0; one < more; one++) numbers.push(wave.number);
	}
	return numbers;
}
const concurrency$1 = 8;
async function whyUntold(templates, { forge, signal }) {
	const groups = [...Map.groupBy(templates, keyOf).values()];
	const outcomes = await runJobs(groups, concurrency$1, signal, ([template]) => template === undefined ? Promise.resolve(undefined) : whyOne(template, forge, signal));
	signal.throwIfAborted();
	const refused = new Map();
	for (const [at, outcome] of outcomes.entries()) {
		if (outcome.state === "failed") throw outcome.error;
		if (outcome.state !== "done" || outcome.value === undefined) continue;
		for (const template of groups[at] ?? []) refused.set(template, outcome.value);
	}
	return refused;
}
const keyOf = ({ owner, name }) => `${owner}/${name}`.toLowerCase();
async function whyOne(template, forge, signal) {
	const why = await answerOf(template, forge, signal);
	return why && `its server does not tell of its builds, which waves wait for: ${why}`;
}
async function answerOf({ owner, name }, forge, signal) {
	try {
		return await (await forge()).whyNoRuns({
			owner,
			name
		}, signal);
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ReportedError) return messageOf(error);
		throw error;
	}
}
function counts({ state, failing }) {
	return state === "updated" || state === "unchanged" || state === "pull-request" && !failing;
}
function judged(result, build, { onFailedBuild, mostWait, isLast }) {
	const { state, pullRequest, to } = result;
	const stops = onFailedBuild === "stop";
	if (state === "pull-request" && stops && !isLast) {
		const where = pullRequest === null ? "a pull request" : `the pull request ${pullRequest}`;
		const error = `${to} waits in ${where}, so nothing has been built with it; merge it, and run the same again`;
		return {
			...result,
			failing: true,
			error
		};
	}
	if (build === undefined) return result;
	const { report, isOver } = build;
	const run = {
		state: report.state,
		url: report.url
	};
	const why = isOver ? whyNotBuilt(report, to, mostWait) : undefined;
	if (why === undefined) return {
		...result,
		run
	};
	if (stops) return {
		...result,
		run,
		failing: true,
		error: why
	};
	return {
		...result,
		run,
		warnings: [...result.warnings, why]
	};
}
function stops(results, onFailedBuild) {
	return onFailedBuild === "stop" && results.some(({ failing }) => failing);
}
const interval = {
	first: 2e3,
	factor: 1.5,
	longest: 15e3,
	each: 1e3
};
const concurrency = 8;
const shortestLook = 1e3;
async function waitForBuilds(builds, { mostWait, clock, signal, isEnough, onEnd }) {
	const start = clock.now();
	let pause = interval.first;
	for (let open = builds; open.length > 0;) {
		const waited = clock.now() - start;
		const over = AbortSignal.timeout(Math.ceil(Math.max(mostWait - waited, shortestLook)));
		const outcomes = await runJobs(open, concurrency, signal, (build) => build.look(waited, over));
		signal.throwIfAborted();
		for (const outcome of outcomes) if (outcome.state === "failed") throw outcome.error;
		const left = start + mostWait - clock.now();
		if (left <= 0 || over.aborted) for (const build of open) build.giveUp();
		const ended = open.filter(({ isOver }) => isOver);
		for (const build of ended) onEnd(build);
		open = open.filter(({ isOver }) => !isOver);
		if (open.length === 0 || ended.some(isEnough)) return;
		await clock.sleep(Math.min(Math.max(pause, open.length * interval.each), left), signal);
		pause = Math.min(pause * interval.factor, interval.longest);
	}
}
class WatchedBuild {
	template;
	#built;
	#watch;
	#commit;
	#report = noBuild;
	#isOver = false;
	#looks = 0;
	#trouble;
	constructor(built, watch) {
		this.template = built.template;
		this.#built = built;
		this.#watch = watch;
		this.#commit = built.commit;
	}
	get report() {
		return this.#report;
	}
	get isOver() {
		return this.#isOver;
	}
	async look(waited, over) {
		this.#looks++;
		const report = await this.#ask(this.#commit, over);
		if (report === undefined) return;
		this.#report = report;
		const { state } = report;
		if (state === "pending") return;
		if (state === "success" || state === "unknown") {
			this.#isOver = true;
			return;
		}
		const isLate = waited >= appearsWithin;
		if (state === "none" && !isLate && (this.#built.isNew || this.#looks > 1)) return;
		await this.#lookAround(state === "none" && !isLate, over);
	}
	giveUp() {
		if (!this.#isOver && this.#trouble !== undefined) this.#report = {
			state: "unknown",
			url: this.#report.url,
			why: this.#trouble
		};
		this.#isOver = true;
	}
	async #lookAround(mayBegin, over) {
		const commits = await this.#history();
		const reports = [];
		for (const commit of commits) {
			const report = commit === this.#commit ? this.#report : await this.#ask(commit, over);
			if (report === undefined) return;
			reports.push(report);
			if (report.state === "success") break;
		}
		const at = counting(reports);
		const [commit, report] = at === undefined ? [] : [commits[at], reports[at]];
		if (commit === undefined || report === undefined) {
			this.#isOver = !mayBegin;
			return;
		}
		this.#commit = commit;
		this.#report = report;
		this.#isOver = hasEnded(report);
	}
	async #history() {
		try {
			const commits = await this.#watch.history(this.#built);
			return commits.includes(this.#commit) ? commits : [...commits, this.#commit];
		} catch (error) {
			this.#watch.signal.throwIfAborted();
			if (!(error instanceof ReportedError)) throw error;
			return [this.#commit];
		}
	}
	async #ask(commit, over) {
		const { forge, signal } = this.#watch;
		const { template, filter } = this.#built;
		this.#trouble = undefined;
		try {
			return newest(await forge.runsOf(template, commit, filter, AbortSignal.any([signal, over])));
		} catch (error) {
			signal.throwIfAborted();
			if (over.aborted) {
				this.#trouble = "the server has not told in that time";
				return undefined;
			}
			if (!(error instanceof ReportedError)) throw error;
			if (error instanceof ForgeError && error.verdict.action === "retry") {
				this.#trouble = messageOf(error);
				return undefined;
			}
			return {
				state: "unknown",
				url: null,
				why: messageOf(error)
			};
		}
	}
}
class RollOut {
	#options;
	#waves;
	#left;
	#results = new Map();
	#reports = [];
	#reached = 0;
	constructor(options) {
		this.#options = options;
		this.#waves = planWaves(options.rollOut.figures, options.templates);
		this.#left = canariesFirst(options.templates);
	}
	async run() {
		const { signal } = this.#options.tools;
		try {
			if (await this.#isRefused()) this.#holdRest(undefined);
			else await this.#runWaves();
		} catch (error) {
			if (!signal.aborted) throw error;
		}
		const results = this.#options.templates.map((template) => this.#results.get(template) ?? cancelled(template, this.#options.request.version, "before it was begun"));
		return {
			results,
			waves: this.#reports
		};
	}
	async #isRefused() {
		const { templates, tools, request } = this.#options;
		const refused = await whyUntold(templates, tools);
		const numbers = this.#numbersOfRest(this.#waves);
		for (const [template, error] of refused) {
			const wave = numbers.get(template) ?? null;
			const failed = {
				...untouched(template, request.version),
				wave,
				state: "failed",
				error
			};
			this.#results.set(template, {
				...failed,
				failing: true
			});
		}
		return refused.size > 0;
	}
	async #runWaves() {
		const { dryRun } = this.#options.request;
		for (const wave of this.#waves) {
			const taken = await this.#take(wave);
			this.#tellWave(wave, taken);
			if (dryRun) this.#report(wave, "planned");
			else if (!await this.#isBuilt(wave, taken)) return this.#holdRest(wave);
		}
	}
	async #take(wave) {
		const { concurrency, bring, tools, request } = this.#options;
		const all = [];
		for (let isOver = false; !isOver;) {
			const next = this.#left.splice(0, takes(wave, this.#reached, this.#left.length));
			if (next.length === 0) break;
			const outcomes = await runJobs(next, concurrency, tools.signal, bring);
			for (const [at, template] of next.entries()) {
				const outcome = outcomes[at] ?? { state: "skipped" };
				const result = {
					...resultOf(template, outcome, request.version, tools.signal),
					wave: wave.number
				};
				this.#results.set(template, result);
				if (counts(result)) this.#reached++;
				const brought = outcome.state === "done" ? outcome.value : undefined;
				all.push({
					template,
					result,
					built: brought && this.#builtOf(template, brought)
				});
			}
			tools.signal.throwIfAborted();
			isOver = !request.dryRun && this.#isStopped(all);
		}
		return all;
	}
	#isStopped(taken) {
		return stops(taken.map(({ result }) => result), this.#options.rollOut.onFailedBuild);
	}
	#builtOf(template, { result, commit, workflow }) {
		if (commit === undefined || result.branch === null || this.#options.request.dryRun) return undefined;
		const filter = {
			...workflow,
			branch: result.branch
		};
		return {
			template,
			commit,
			filter,
			isNew: result.state === "updated"
		};
	}
	async #isBuilt(wave, taken) {
		const { rollOut, tools, log } = this.#options;
		const { onFailedBuild, follow: mostWait } = rollOut;
		const rules = {
			onFailedBuild,
			mostWait,
			isLast: this.#left.length === 0
		};
		const builds = await this.#watch(!rules.isLast && this.#isStopped(taken) ? [] : taken);
		if (builds.size > 0) {
			log.info(`${nameOf(wave, this.#waves)}: waiting for ${counted(builds.size, "build")}`);
			await waitForBuilds([...builds.values()], {
				mostWait,
				clock: tools.clock,
				signal: tools.signal,
				isEnough: ({ report }) => onFailedBuild === "stop" && !rules.isLast && report.state !== "success",
				onEnd: (ended) => this.#tellBuild(ended)
			});
		}
		const results = taken.map(({ template, result }) => {
			const last = judged(result, builds.get(template), rules);
			this.#results.set(template, last);
			return last;
		});
		const isStopped = stops(results, onFailedBuild);
		this.#report(wave, isStopped ? "stopped" : "built");
		return !isStopped;
	}
	async #watch(taken) {
		const { tools, request, log } = this.#options;
		const waited = taken.flatMap(({ built }) => built === undefined ? [] : [built]);
		if (waited.length === 0) return new Map();
		const watch = {
			forge: await tools.forge(),
			signal: tools.signal,
			history: ({ template, filter }) => retryReads(tools, (line) => log.info(`${template.text}: ${line}`))(() => commitsWithVersion(template, filter.branch, request, tools))
		};
		return new Map(waited.map((built) => [built.template, new WatchedBuild(built, watch)]));
	}
	#holdRest(stopped) {
		const at = stopped === undefined ? "before its first wave" : `at ${nameOf(stopped, this.#waves)}`;
		const error = `the roll-out stopped ${at}, so nothing was pushed here`;
		const rest = this.#waves.filter(({ number }) => number > (stopped?.number ?? 0));
		for (const [template, wave] of this.#numbersOfRest(rest)) {
			if (this.#results.has(template)) continue;
			const held = untouched(template, this.#options.request.version);
			this.#results.set(template, {
				...held,
				wave,
				state: "held",
				error
			});
		}
		for (const wave of rest) this.#report(wave, "held");
	}
	#numbersOfRest(waves) {
		const numbers = wavesOfRest(waves, this.#reached, this.#left.length);
		return new Map(this.#left.map((template, at) => [template, numbers[at] ?? null]));
	}
	#report({ number, figure, target }, verdict) {
		this.#reports.push({
			number,
			figure,
			target,
			verdict
		});
	}
	#tellWave(wave, taken) {
		const names = taken.map(({ template }) => template.text);
		const whose = names.length === 0 ? "no other template" : enumerated(names, 10);
		this.#options.log.info(`${nameOf(wave, this.#waves)}: ${whose}`);
	}
	#tellBuild({ template, report }) {
		const { log, rollOut, request } = this.#options;
		const why = whyNotBuilt(report, request.version, rollOut.follow);
		if (why === undefined) log.info(`${template.text}: run success${report.url === null ? "" : `, ${report.url}`}`);
		else if (rollOut.onFailedBuild === "warn") log.warning(`${template.text}: ${why}`);
		else log.info(`${template.text}: ${why}`);
	}
}
function nameOf({ number, figure }, { length }) {
	return `wave ${number} of ${length} (${figure})`;
}
export { RollOut };
