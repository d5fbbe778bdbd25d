import { ReportedError, shortReason, seconds, redact, messageOf, UserError, HostPause, retry, systemClock } from "./core-416062d6.js";
import { classify, parseJson, isRecord, retryAfter } from "./publish-index_wait-digests-d0f593fa.js";
import { isOwnServer, kindWithoutAsking } from "./cascade-runtime-version-cda63b4c.js";
function gitHubApiUrl(environment, serverUrl) {
	const named = environment.GITHUB_API_URL?.replace(/\/+$/, "");
	if (named && isOwnServer(environment, serverUrl)) return named;
	const url = new URL(serverUrl);
	if (url.hostname === "github.com") return "https://api.github.com";
	if (url.hostname.endsWith(".ghe.com")) return `${url.protocol}//api.${url.host}`;
	return `${serverUrl}/api/v3`;
}
class ForgeError extends ReportedError {
	name = "ForgeError";
	status;
	reason;
	advice;
	verdict;
	routeUnknown;
	constructor(where, details) {
		const { said, verdict, cause } = details;
		const { reason, advice } = verdict;
		super(`${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`, { cause });
		this.status = details.status;
		this.reason = reason;
		this.advice = advice;
		this.verdict = verdict;
		this.routeUnknown = details.routeUnknown ?? false;
	}
}
function forgeErrorIn(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++) if (at instanceof ForgeError) return at;
	return undefined;
}
const transientStatus = new Set([
	408,
	425,
	429,
	499,
	500,
	502,
	503,
	504,
	520,
	521,
	522,
	523,
	524
]);
const longestAsk = 6e5;
const secondaryLimitWait = 6e4;
function classifyRefusal(refusal, now) {
	const { status, headers, body } = refusal;
	const asked = askedDelay(headers, now);
	const secondary = status === 403 && /secondary rate limit|abuse detection/i.test(body);
	const limited = status === 429 || secondary || status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0");
	if (limited) {
		const delay = asked ?? (secondary ? secondaryLimitWait : undefined);
		const reason = `${status}, rate limit${delay === undefined ? "" : `, ${seconds(delay)}`}`;
		if ((delay ?? 0) > longestAsk) return {
			action: "fail",
			reason,
			advice: "run it again when the token's rate limit is renewed"
		};
		return {
			action: "retry",
			reason,
			host: true,
			...delay !== undefined && { delay }
		};
	}
	const reason = `HTTP ${status}`;
	if (transientStatus.has(status)) {
		if ((asked ?? 0) > longestAsk) return {
			action: "fail",
			reason,
			advice: "the server asks for a longer wait than a job should make"
		};
		const host = status >= 502 && status <= 504;
		return {
			action: "retry",
			reason,
			...host && { host },
			...asked !== undefined && { delay: asked }
		};
	}
	const advice = isUnknownRoute(refusal) ? "the server does not know this route; it is too old, or its address is wrong" : adviceOf[status];
	return {
		action: "fail",
		reason,
		...advice && { advice }
	};
}
const adviceOf = {
	401: "check that the token is valid and meant for this server",
	403: "check that the token has the scope and the access for this",
	404: "check the repository's name, and that the token may see it",
	423: "the repository is archived or locked"
};
function isUnknownRoute({ status, headers }) {
	return status === 404 && !/^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get("content-type") ?? "");
}
function askedDelay(headers, now) {
	const asked = retryAfter(headers.get("retry-after"), "", now);
	if (asked !== undefined) return asked;
	const reset = headers.get("x-ratelimit-reset")?.trim();
	return headers.get("x-ratelimit-remaining") === "0" && reset && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) * 1e3 - now) + 1e3 : undefined;
}
function classifyNoAnswer(failure) {
	if (failure.kind === "content") return {
		action: "retry",
		reason: shortReason(failure),
		tries: 3
	};
	const { advice: _, ...verdict } = classify(failure, "read");
	const advice = failure.kind === "network" ? networkAdvice.find(([code]) => code.test(failure.code))?.[1] : undefined;
	return {
		...verdict,
		...advice && { advice }
	};
}
const networkAdvice = [
	[/^ENOTFOUND$/, "check the server's name"],
	[/CERT|ISSUER/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS for a private authority"],
	[/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "check whether the server's address begins with http or https"]
];
function saidIn(body) {
	const parsed = parseJson(body);
	if (!isRecord(parsed)) return undefined;
	const errors = Array.isArray(parsed.errors) ? parsed.errors : [];
	const texts = [parsed.message, ...errors.map((error) => isRecord(error) ? error.message : error)];
	const said = texts.filter((text) => typeof text === "string").map((text) => text.replace(/[\s\p{C}]+/gu, " ").trim()).filter((text) => text !== "");
	return said.length === 0 ? undefined : said.join("; ");
}
const longestAnswer = 16 * 1024 * 1024;
const longestError = 64 * 1024;
const longestSaid = 300;
function createForgeFetch(options) {
	return async (input, init = {}) => {
		const url = new URL(String(input));
		if (!url.href.startsWith(`${options.apiUrl}/`)) throw new Error(`${url.origin} is not the forge's API`);
		const method = init.method ?? "GET";
		const where = redact(`${method} ${url.host}${url.pathname}`, options.secrets);
		const timeout = AbortSignal.timeout(options.deadlineMs);
		const caller = init.signal ?? undefined;
		try {
			const response = await options.fetch(url.href, {
				method,
				headers: {
					...headersOf$1(init.headers),
					"user-agent": "imgpub"
				},
				redirect: "manual",
				signal: caller ? AbortSignal.any([caller, timeout]) : timeout,
				...init.body != null && { body: init.body }
			});
			if (response.status >= 300 && response.status < 400) {
				await response.body?.cancel();
				throw redirected(response, url, where, options.secrets);
			}
			if (!response.ok) throw await refused(response, where, options.secrets);
			return await succeeded(response, where);
		} catch (error) {
			caller?.throwIfAborted();
			throw error instanceof ForgeError ? error : unanswered(error, where);
		}
	};
}
function headersOf$1(headers) {
	return Object.fromEntries(new Headers(headers));
}
function redirected(response, from, where, secrets) {
	const location = response.headers.get("location") ?? "";
	const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
	const target = to ? redact(`${to.origin}${to.pathname}`, secrets) : "nowhere";
	const reason = `redirected to ${target}, which is not followed`;
	return new ForgeError(where, {
		status: response.status,
		verdict: {
			action: "fail",
			reason,
			advice: "use the server's and the repository's present address"
		}
	});
}
async function refused(response, where, secrets) {
	const { status, headers } = response;
	const text = await readText(response, longestError).catch(() => ({ text: "" }));
	const refusal = {
		status,
		headers,
		body: text.text
	};
	const said = saidIn(refusal.body);
	return new ForgeError(where, {
		status,
		said: said && redact(said, secrets).slice(0, longestSaid),
		verdict: classifyRefusal(refusal, Date.now()),
		routeUnknown: isUnknownRoute(refusal)
	});
}
async function succeeded(response, where) {
	const { text, whole } = await readText(response, longestAnswer);
	if (!whole) throw new ForgeError(where, { verdict: {
		action: "fail",
		reason: `answer longer than ${longestAnswer} bytes`
	} });
	const { status, headers } = response;
	const json = { "content-type": "application/json" };
	if (text === "") return new Response("null", {
		status: 200,
		headers: json
	});
	if (parseJson(text) === undefined) throw contentError(where, "answer is not JSON");
	const kept = ["link", "x-total-count"].flatMap((name) => {
		const value = headers.get(name);
		return value === null ? [] : [[name, value]];
	});
	return new Response(text, {
		status,
		headers: {
			...json,
			...Object.fromEntries(kept)
		}
	});
}
function contentError(where, what) {
	return new ForgeError(where, { verdict: classifyNoAnswer({
		kind: "content",
		what
	}) });
}
function unanswered(error, where) {
	if (error instanceof Error && error.name === "TimeoutError") return new ForgeError(where, {
		verdict: classifyNoAnswer({ kind: "timeout" }),
		cause: error
	});
	const cause = error instanceof TypeError && error.cause instanceof Error ? messageOf(error.cause) : undefined;
	const code = networkCode(error) ?? cause;
	if (code === undefined) return error;
	return new ForgeError(where, {
		verdict: classifyNoAnswer({
			kind: "network",
			code
		}),
		cause: error
	});
}
function networkCode(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		if ("code" in at && typeof at.code === "string") return at.code;
		if (at instanceof AggregateError && at.errors[0] !== at) {
			const inner = networkCode(at.errors[0]);
			if (inner !== undefined) return inner;
		}
	}
	return undefined;
}
async function readText(response, most) {
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	for await (const chunk of response.body ?? []) {
		bytes += chunk.byteLength;
		if (bytes > most) return {
			text,
			whole: false
		};
		text += decoder.decode(chunk, { stream: true });
	}
	return {
		text: text + decoder.decode(),
		whole: true
	};
}
function parseProduct(version) {
	const [, major = "", minor = "", rest = ""] = /^v?(\d{1,5})\.(\d{1,5})(.*)$/s.exec(version) ?? [];
	if (major === "") return undefined;
	const numbers = {
		major: Number(major),
		minor: Number(minor)
	};
	const isForgejo = /\+gitea-/.test(rest) || numbers.major >= 7 || /^\.\d+[-+]\d+$/.test(rest);
	return {
		kind: isForgejo ? "forgejo" : "gitea",
		...numbers
	};
}
function runSource(product) {
	if (!product) return "runs";
	const { kind, major, minor } = product;
	if (kind === "gitea") return atLeast(1, 25) ? "runs" : atLeast(1, 23) ? "tasks" : "statuses";
	return major >= 12 ? "runs" : major >= 8 ? "tasks" : "statuses";
	function atLeast(wantedMajor, wantedMinor) {
		return major > wantedMajor || major === wantedMajor && minor >= wantedMinor;
	}
}
function normalServerUrl(text) {
	const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") throw new UserError("the forge's address is not one; accepted is http[s]://host[:port][/path] without credentials");
	return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
function repositoryUrl(serverUrl, { owner, name }) {
	return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
function pageUrl(named, serverUrl, own) {
	if (typeof named !== "string" || !URL.canParse(named)) return own;
	const url = new URL(named);
	const same = url.origin === new URL(serverUrl).origin && url.username === "" && url.password === "";
	return same ? url.href : own;
}
function readPullRequest(data, serverUrl, ownPage) {
	if (!isRecord(data)) return undefined;
	const { number, title, body } = data;
	if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1) return undefined;
	return {
		number,
		url: pageUrl(data.html_url, serverUrl, ownPage(number)),
		title: typeof title === "string" ? title : "",
		...typeof body === "string" && body !== "" && { body }
	};
}
function isBetween(data, { head, base }) {
	if (!isRecord(data) || !isRecord(data.head) || !isRecord(data.base)) return false;
	const repository = ({ repo }) => isRecord(repo) ? repo.id : undefined;
	const home = repository(data.base);
	return (data.state === undefined || data.state === "open") && data.head.ref === head && data.base.ref === base && home !== undefined && repository(data.head) === home;
}
class Requester {
	#clock;
	#log;
	#pause;
	constructor(clock, log) {
		this.#clock = clock;
		this.#log = log;
		this.#pause = new HostPause(clock);
	}
	async ask(signal, attempt) {
		try {
			return await retry((number) => attempt(number).catch((error) => Promise.reject(forgeErrorIn(error) ?? error)), {
				signal,
				clock: this.#clock,
				pause: this.#pause,
				verdict: (error) => error instanceof ForgeError ? error.verdict : undefined,
				onRetry: ({ delay, attempt }, error) => this.#log.info(`${error.message}; attempt ${attempt} failed, the next is in ${seconds(delay)}`)
			});
		} catch (error) {
			signal.throwIfAborted();
			throw error;
		}
	}
}
async function readPages(most, page) {
	const all = [];
	for (let number = 1; all.length < most; number++) {
		const { items, total, next } = await page(number);
		all.push(...items);
		if (items.length === 0 || next === false || total !== undefined && all.length >= total) break;
	}
	return all.slice(0, most);
}
function pageOf(items, headers, total) {
	const link = headers.get("link");
	const counted = headers.get("x-total-count");
	const within = typeof total === "number" ? total : undefined;
	return {
		items,
		total: counted && /^\d+$/.test(counted) ? Number(counted) : within,
		next: link === null ? undefined : /rel="?next"?/.test(link)
	};
}
const states = {
	success: "success",
	skipped: "success",
	neutral: "success",
	cancelled: "cancelled",
	failure: "failure",
	timed_out: "failure",
	startup_failure: "failure",
	stale: "failure"
};
function runState(status, conclusion) {
	return states[String(status === "completed" ? conclusion : status)] ?? "pending";
}
function workflowFile(path) {
	return typeof path === "string" ? path.replace(/@.*$/s, "").split("/").at(-1) ?? "" : "";
}
function isWanted(run, sha, { branch, workflow }) {
	return run.sha === sha && run.event === "push" && workflowFile(run.workflow) === workflow && (typeof run.branch !== "string" || run.branch === "" || run.branch === branch);
}
function runNumber(url) {
	return typeof url === "string" ? /\/actions\/runs\/(\d+)(?:[/?#]|$)/.exec(url)?.[1] : undefined;
}
function readTasks(items, sha, filter) {
	const seen = new Set();
	return items.filter(isRecord).flatMap((task) => {
		const run = runNumber(task.url);
		const job = `${run} ${task.name}`;
		if (run === undefined || seen.has(job)) return [];
		seen.add(job);
		const { head_sha, head_branch: branch, event, workflow_id: workflow } = task;
		const wanted = isWanted({
			sha: head_sha,
			branch,
			event,
			workflow
		}, sha, filter);
		return {
			run,
			job: String(task.name),
			state: runState(task.status, undefined),
			wanted
		};
	});
}
function readJobStatuses(items) {
	return items.filter(isRecord).flatMap((status) => {
		const run = runNumber(status.target_url);
		const title = / \(push\)$/.test(String(status.context)) ? String(status.context).slice(0, -7) : undefined;
		if (run === undefined || title === undefined) return [];
		const failed = status.status === "failure" || status.status === "error";
		const cancelled = failed && status.description === "Has been cancelled";
		const state = cancelled ? "cancelled" : failed ? "failure" : runState(status.status, undefined);
		return {
			run,
			title,
			state
		};
	});
}
function mergeRuns(tasks, statuses, { workflow, name }, page) {
	const known = new Map(tasks.map(({ run, wanted }) => [run, wanted]));
	const beginnings = name === undefined ? ["/ ", `${workflow} / `] : [`${name} / `];
	const named = statuses.filter(({ title }) => beginnings.some((beginning) => title.startsWith(beginning)));
	const likely = new Set((named.length > 0 || name !== undefined ? named : statuses).map(({ run }) => run));
	const isOurs = (run) => known.get(run) ?? likely.has(run);
	const jobs = new Map();
	const add = (run, state) => jobs.set(run, [...jobs.get(run) ?? [], state]);
	const posted = new Set(statuses.map(({ run }) => run));
	for (const { run, state } of statuses) if (isOurs(run)) add(run, state);
	for (const { run, state, wanted } of tasks) if (wanted && !posted.has(run)) add(run, state);
	return [...jobs].map(([run, of]) => ({
		url: page(run),
		state: stateOfJobs(of)
	}));
}
function stateOfJobs(jobs) {
	const order = [
		"pending",
		"failure",
		"cancelled"
	];
	return order.find((state) => jobs.includes(state)) ?? "success";
}
const pageSize$1 = 50;
const mostPullRequests = 1e3;
const mostTasks = 200;
const mostStatuses = 500;
async function createGitea(options) {
	const { giteaApi } = await import("./gitea-js-2f5ae81f.js");
	const api = giteaApi(options.serverUrl, {
		token: options.token,
		customFetch: options.fetch
	});
	return new Gitea(api, options);
}
class Gitea {
	kind;
	serverUrl;
	#api;
	#requester;
	#log;
	#product;
	#sources = new Map();
	constructor(api, options) {
		this.kind = options.kind;
		this.serverUrl = options.serverUrl;
		this.#api = api;
		this.#requester = options.requester;
		this.#log = options.log;
		this.#product = options.product && Promise.resolve(options.product);
	}
	async findPullRequest(repository, branches, signal) {
		return this.#requester.ask(signal, () => this.#find(repository, branches, signal));
	}
	async openPullRequest(repository, request, signal) {
		const { head, base, title, body } = request;
		return this.#requester.ask(signal, async (number) => {
			const found = number > 1 ? await this.#find(repository, request, signal) : undefined;
			if (found) return found;
			try {
				const { data } = await this.#api.repos.repoCreatePullRequest(...pathOf$1(repository), {
					head,
					base,
					title,
					body
				}, { signal });
				return this.#read(data, "POST", repository);
			} catch (error) {
				if (!(error instanceof ForgeError) || error.status !== 409) throw error;
				const existing = await this.#find(repository, request, signal);
				if (existing) return existing;
				throw error;
			}
		});
	}
	async updatePullRequest(repository, number, { title, body }, signal) {
		return this.#requester.ask(signal, async () => {
			const { data } = await this.#api.repos.repoEditPullRequest(...pathOf$1(repository), number, {
				title,
				body
			}, { signal });
			return this.#read(data, "PATCH", repository);
		});
	}
	async runsOf(repository, sha, filter, signal) {
		const key = `${repository.owner}/${repository.name}`;
		let source = this.#sources.get(key) ?? runSource(await this.#productOf(signal));
		for (;;) {
			try {
				if (source === "runs") return await this.#listedRuns(repository, sha, filter, signal);
				const tasks = source === "tasks" ? await this.#tasks(repository, sha, filter, signal) : [];
				const statuses = await this.#statuses(repository, sha, signal);
				const page = (run) => this.#runPage(repository, run);
				return mergeRuns(tasks, statuses, filter, page);
			} catch (error) {
				if (!(error instanceof ForgeError) || error.status !== 403 && error.status !== 404) throw error;
				this.#log.debug(error.message);
				if (source === "statuses") return undefined;
				source = source === "runs" ? "tasks" : "statuses";
				this.#sources.set(key, source);
			}
		}
	}
	async #find(repository, branches, signal) {
		const items = await readPages(mostPullRequests, async (page) => {
			const response = await this.#api.repos.repoListPullRequests(...pathOf$1(repository), {
				state: "open",
				page,
				limit: pageSize$1
			}, { signal });
			return pageOf(listIn(response.data, this.#where(repository, "pulls")), response.headers);
		});
		const found = items.filter((item) => isBetween(item, branches)).map((item) => this.#read(item, "GET", repository));
		return found.sort((a, b) => b.number - a.number)[0];
	}
	#read(data, method, repository) {
		const page = (number) => `${repositoryUrl(this.serverUrl, repository)}/pulls/${number}`;
		const read = readPullRequest(data, this.serverUrl, page);
		if (!read) throw contentError(this.#where(repository, "pulls", method), "answer is no pull request");
		return read;
	}
	#productOf(signal) {
		const asked = async () => {
			try {
				const { data } = await this.#requester.ask(signal, () => this.#api.version.getVersion({ signal }));
				return isRecord(data) ? parseProduct(String(data.version)) : undefined;
			} catch (error) {
				if (!(error instanceof ForgeError) || error.status === undefined) throw error;
				this.#log.debug(error.message);
				return undefined;
			}
		};
		this.#product ??= asked().catch((error) => {
			this.#product = undefined;
			throw error;
		});
		return this.#product;
	}
	async #listedRuns(repository, sha, filter, signal) {
		const runs = await this.#list(repository, "actions/runs", "workflow_runs", mostTasks, signal, {
			head_sha: sha,
			event: "push"
		});
		return runs.filter(isRecord).flatMap((run) => {
			const shape = {
				sha: run.commit_sha ?? run.head_sha,
				branch: run.prettyref ?? run.head_branch,
				event: run.trigger_event ?? run.event,
				workflow: run.workflow_id ?? run.path
			};
			if (!isWanted(shape, sha, filter)) return [];
			const own = this.#runPage(repository, runNumber(run.html_url) ?? "");
			const url = pageUrl(run.html_url, this.serverUrl, own);
			return {
				url,
				state: runState(run.status, run.conclusion)
			};
		});
	}
	async #tasks(repository, sha, filter, signal) {
		const items = await this.#list(repository, "actions/tasks", "workflow_runs", mostTasks, signal);
		return readTasks(items, sha, filter);
	}
	async #statuses(repository, sha, signal) {
		const path = `commits/${encodeURIComponent(sha)}/status`;
		return readJobStatuses(await this.#list(repository, path, "statuses", mostStatuses, signal));
	}
	#list(repository, path, key, most, signal, query = {}) {
		const [owner, name] = pathOf$1(repository);
		return this.#requester.ask(signal, () => readPages(most, async (page) => {
			const response = await this.#api.request({
				path: `/repos/${owner}/${name}/${path}`,
				method: "GET",
				query: {
					...query,
					page,
					limit: pageSize$1
				},
				secure: true,
				format: "json",
				signal
			});
			const data = response.data;
			const where = this.#where(repository, path);
			if (!isRecord(data)) throw contentError(where, "answer is no list");
			return pageOf(listIn(data[key], where), response.headers, data.total_count);
		}));
	}
	#runPage(repository, run) {
		return `${repositoryUrl(this.serverUrl, repository)}/actions${run && `/runs/${run}`}`;
	}
	#where(repository, path, method = "GET") {
		const { host, pathname } = new URL(this.serverUrl);
		const [owner, name] = pathOf$1(repository);
		return `${method} ${host}${pathname.replace(/\/$/, "")}/api/v1/repos/${owner}/${name}/${path}`;
	}
}
function listIn(value, where) {
	if (value === null || value === undefined) return [];
	if (!Array.isArray(value)) throw contentError(where, "answer is no list");
	return value;
}
function pathOf$1({ owner, name }) {
	return [encodeURIComponent(owner), encodeURIComponent(name)];
}
const pageSize = 100;
const mostItems = 1e3;
const silent = {
	debug() {},
	info() {},
	warn() {},
	error() {}
};
async function createGitHub(options) {
	const { Octokit } = await import("./dist-src-dbe0bbe3.js");
	const octokit = new Octokit({
		auth: options.token,
		baseUrl: options.apiUrl,
		request: { fetch: options.fetch },
		log: silent
	});
	return new GitHub(octokit, options);
}
class GitHub {
	kind = "github";
	serverUrl;
	#octokit;
	#apiUrl;
	#requester;
	#log;
	constructor(octokit, options) {
		this.serverUrl = options.serverUrl;
		this.#octokit = octokit;
		this.#apiUrl = options.apiUrl;
		this.#requester = options.requester;
		this.#log = options.log;
	}
	async findPullRequest(repository, branches, signal) {
		return this.#requester.ask(signal, () => this.#find(repository, branches, signal));
	}
	async openPullRequest(repository, request, signal) {
		const { head, base, title, body } = request;
		return this.#requester.ask(signal, async (number) => {
			const found = number > 1 ? await this.#find(repository, request, signal) : undefined;
			if (found) return found;
			try {
				const { data } = await this.#octokit.rest.pulls.create({
					...pathOf(repository),
					head,
					base,
					title,
					body,
					request: { signal }
				});
				return this.#read(data, "POST", repository);
			} catch (error) {
				const refusal = forgeErrorIn(error);
				if (refusal?.status !== 422) throw error;
				const existing = await this.#find(repository, request, signal);
				if (existing) return existing;
				throw refusal;
			}
		});
	}
	async updatePullRequest(repository, number, { title, body }, signal) {
		return this.#requester.ask(signal, async () => {
			const { data } = await this.#octokit.rest.pulls.update({
				...pathOf(repository),
				pull_number: number,
				title,
				body,
				request: { signal }
			});
			return this.#read(data, "PATCH", repository);
		});
	}
	async runsOf(repository, sha, filter, signal) {
		try {
			return await this.#requester.ask(signal, () => this.#listedRuns(repository, sha, filter, signal));
		} catch (error) {
			if (!(error instanceof ForgeError) || error.status !== 403 && error.status !== 404) throw error;
			this.#log.debug(error.message);
			return undefined;
		}
	}
	async #listedRuns(repository, sha, filter, signal) {
		const items = await readPages(mostItems, async (page) => {
			const { data, headers } = await this.#octokit.rest.actions.listWorkflowRunsForRepo({
				...pathOf(repository),
				head_sha: sha,
				event: "push",
				branch: filter.branch,
				page,
				per_page: pageSize,
				request: { signal }
			});
			const read = data;
			const list = isRecord(read) ? read.workflow_runs : undefined;
			if (!isRecord(read) || !Array.isArray(list)) throw contentError(this.#where("GET", repository, "actions/runs"), "answer is no list");
			return pageOf(list, headersOf(headers), read.total_count);
		});
		return items.filter(isRecord).flatMap((run) => {
			const { head_sha, head_branch: branch, event, path: workflow } = run;
			if (!isWanted({
				sha: head_sha,
				branch,
				event,
				workflow
			}, sha, filter)) return [];
			const number = runNumber(run.html_url) ?? String(run.id);
			const own = `${repositoryUrl(this.serverUrl, repository)}/actions/runs/${encodeURIComponent(number)}`;
			return [{
				url: pageUrl(run.html_url, this.serverUrl, own),
				state: runState(run.status, run.conclusion)
			}];
		});
	}
	async #find(repository, branches, signal) {
		const items = await readPages(mostItems, async (page) => {
			const { data, headers } = await this.#octokit.rest.pulls.list({
				...pathOf(repository),
				state: "open",
				head: `${repository.owner}:${branches.head}`,
				base: branches.base,
				page,
				per_page: pageSize,
				request: { signal }
			});
			const read = data;
			if (!Array.isArray(read)) throw contentError(this.#where("GET", repository, "pulls"), "answer is no list");
			const { items, next } = pageOf(read, headersOf(headers));
			return {
				items,
				next: next ?? false
			};
		});
		const found = items.filter((item) => isBetween(item, branches)).map((item) => this.#read(item, "GET", repository));
		return found.sort((a, b) => b.number - a.number)[0];
	}
	#read(data, method, repository) {
		const page = (number) => `${repositoryUrl(this.serverUrl, repository)}/pull/${number}`;
		const read = readPullRequest(data, this.serverUrl, page);
		if (!read) throw contentError(this.#where(method, repository, "pulls"), "answer is no pull request");
		return read;
	}
	#where(method, repository, path) {
		const { host, pathname } = new URL(repositoryUrl(`${this.#apiUrl}/repos`, repository));
		return `${method} ${host}${pathname}/${path}`;
	}
}
function pathOf({ owner, name }) {
	return {
		owner,
		repo: name
	};
}
function headersOf(headers) {
	return new Headers(Object.entries(headers).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]]));
}
async function openForge(options, signal) {
	const { token, environment, log, clock = systemClock, deadlineMs = 3e4 } = options;
	const serverUrl = normalServerUrl(options.serverUrl);
	if (!/^[\x21-\x7e]+$/.test(token)) throw new UserError("the forge's token is empty or has a space, a line break or another character that no token has");
	const requester = new Requester(clock, log);
	const fetchBelow = (apiUrl) => createForgeFetch({
		fetch: options.fetch ?? fetch,
		apiUrl,
		secrets: [token],
		deadlineMs
	});
	const giteaApiUrl = `${serverUrl}/api/v1`;
	const apiUrl = gitHubApiUrl(environment, serverUrl);
	const ask = (url, path) => requester.ask(signal, async () => {
		const headers = {
			authorization: `token ${token}`,
			accept: "application/json"
		};
		return (await fetchBelow(url)(`${url}${path}`, {
			headers,
			signal
		})).json();
	});
	const kind = kindWithoutAsking(environment, serverUrl);
	const { kind: detected, product } = kind ? { kind } : await detect(serverUrl, ask, giteaApiUrl, apiUrl);
	const common = {
		serverUrl,
		token,
		requester,
		log
	};
	return detected === "github" ? createGitHub({
		...common,
		apiUrl,
		fetch: fetchBelow(apiUrl)
	}) : createGitea({
		...common,
		kind: detected,
		product,
		fetch: fetchBelow(giteaApiUrl)
	});
}
async function detect(serverUrl, ask, giteaApiUrl, apiUrl) {
	const version = await unlessElsewhere(ask(giteaApiUrl, "/version"));
	if (isRecord(version) && typeof version.version === "string") {
		const product = parseProduct(version.version);
		return {
			kind: product?.kind ?? "gitea",
			product
		};
	}
	if (isRecord(await unlessElsewhere(ask(apiUrl, "/meta")))) return { kind: "github" };
	throw new ForgeError(new URL(serverUrl).host + new URL(serverUrl).pathname.replace(/\/$/, ""), { verdict: {
		action: "fail",
		reason: "neither Gitea, Forgejo nor GitHub answers here",
		advice: "check the server's address"
	} });
}
async function unlessElsewhere(answer) {
	try {
		return await answer;
	} catch (error) {
		if (!(error instanceof ForgeError)) throw error;
		const { status, verdict } = error;
		const elsewhere = status === 404 || status !== undefined && status >= 300 && status < 400;
		if (elsewhere || verdict.reason === "answer is not JSON") return undefined;
		throw error;
	}
}
export { openForge };
