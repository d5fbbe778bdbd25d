import { parseJson, isRecord, oneLine, formatDuration, redact, readText, bounded, messageOf, HostPause, allToTheEnd, createLimit, counted, systemClock, UserError } from "./core-cb5264e6.js";
import { isOwnServer, kindWithoutAsking } from "./cascade-runtime-version_lane-guard-6cffd197.js";
import { networkCode } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { ForgeError, forgeErrorIn } from "./cascade-runtime-version-bf57bbd2.js";
import { shortReason, classify, serverTime, retryAfter, retry } from "./publish-index_wait-digests-66bd1fd0.js";
import { parseProduct, runSource, whyNoList, expandsCalls } from "./product-a1244fce.js";
import { pageUrl, repositoryUrl, isObjectId, normalServerUrl } from "./lane-guard-7072a311.js";
const { Buffer } = process.getBuiltinModule("node:buffer");
function graphQlUrl(apiUrl) {
	return `${apiUrl.replace(/\/v3$/, "")}/graphql`;
}
function gitHubApiUrl(environment, serverUrl) {
	const named = environment.GITHUB_API_URL?.replace(/\/+$/, "");
	if (named && isOwnServer(environment, serverUrl) && isOfServer(named, serverUrl)) return named;
	const url = new URL(serverUrl);
	if (url.hostname === "github.com") return "https://api.github.com";
	if (url.hostname.endsWith(".ghe.com")) return `${url.protocol}//api.${url.host}`;
	return `${serverUrl}/api/v3`;
}
function isOfServer(apiUrl, serverUrl) {
	if (!URL.canParse(apiUrl)) return false;
	const { origin, username, password, search, hash } = new URL(apiUrl);
	const server = new URL(serverUrl);
	const origins = [server.origin, `${server.protocol}//api.${server.host}`];
	return origins.includes(origin) && [
		username,
		password,
		search,
		hash
	].every((part) => part === "");
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
	524,
	530
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
		const reason = `${status}, rate limit${delay === undefined ? "" : `, ${formatDuration(delay)}`}`;
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
function askedDelay(headers, ours) {
	const now = serverTime(headers.get("date"), ours);
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
	const said = texts.filter((text) => typeof text === "string").map((text) => oneLine(text)).filter((text) => text !== "");
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
		const cancelled = init.signal ?? undefined;
		try {
			const response = await options.fetch(url.href, {
				method,
				headers: {
					...headersOf$1(init.headers),
					"user-agent": "imgpub"
				},
				redirect: "manual",
				signal: cancelled ? AbortSignal.any([cancelled, timeout]) : timeout,
				...init.body != null && { body: init.body }
			});
			if (response.status >= 300 && response.status < 400) {
				await response.body?.cancel();
				throw redirected(response, url, where, options.secrets);
			}
			if (!response.ok) throw await refused(response, where, options.secrets);
			return await succeeded(response, where, method);
		} catch (error) {
			cancelled?.throwIfAborted();
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
	const { text } = await readText(response.body, longestError).catch(() => ({ text: "" }));
	const refusal = {
		status,
		headers,
		body: text
	};
	const said = saidIn(refusal.body);
	return new ForgeError(where, {
		status,
		said: said && bounded(redact(said, secrets), longestSaid),
		verdict: classifyRefusal(refusal, Date.now()),
		routeUnknown: isUnknownRoute(refusal)
	});
}
async function succeeded(response, where, method) {
	const { text, whole } = await readText(response.body, longestAnswer);
	if (!whole) throw new ForgeError(where, { verdict: {
		action: "fail",
		reason: `the answer is longer than ${longestAnswer} bytes`
	} });
	const { status, headers } = response;
	const json = { "content-type": "application/json" };
	if (text === "" && method !== "GET") return new Response("null", {
		status: 200,
		headers: json
	});
	if (parseJson(text) === undefined) throw contentError(where, "the answer is not JSON");
	const kept = [
		"link",
		"x-total-count",
		"date",
		"age"
	].flatMap((name) => {
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
class Retries {
	#clock;
	#log;
	#pause;
	constructor(clock, log) {
		this.#clock = clock;
		this.#log = log;
		this.#pause = new HostPause(clock);
	}
	async run(signal, attempt) {
		try {
			return await retry((number) => attempt(number).catch((error) => Promise.reject(forgeErrorIn(error) ?? error)), {
				signal,
				clock: this.#clock,
				pause: this.#pause,
				verdict: (error) => error instanceof ForgeError ? error.verdict : undefined,
				onRetry: ({ delay, attempt }, error) => this.#log.info(`${error.message}; attempt ${attempt} failed, the next is in ${formatDuration(delay)}`)
			});
		} catch (error) {
			signal.throwIfAborted();
			throw error;
		}
	}
}
async function askKind(serverUrl, { gitea, gitHub }, getJson) {
	const version = await unlessElsewhere(getJson(gitea, "/version"));
	if (isRecord(version) && typeof version.version === "string") {
		const product = parseProduct(version.version);
		return {
			kind: product?.kind ?? "gitea",
			product
		};
	}
	if (isRecord(await unlessElsewhere(getJson(gitHub, "/meta")))) return { kind: "github" };
	const { host, pathname } = new URL(serverUrl);
	throw new ForgeError(`${host}${pathname.replace(/\/$/, "")}`, { verdict: {
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
		if (elsewhere || verdict.reason === "the answer is not JSON") return undefined;
		throw error;
	}
}
class ApiClient {
	kind;
	serverUrl;
	#apiUrl;
	#retries;
	#sendOnce;
	attempts = 0;
	constructor({ kind, serverUrl, apiUrl, retries, sendOnce }) {
		this.kind = kind;
		this.serverUrl = serverUrl;
		this.#apiUrl = apiUrl;
		this.#retries = retries;
		this.#sendOnce = sendOnce;
	}
	retry(signal, attempt) {
		return this.#retries.run(signal, attempt);
	}
	async once(request, signal, read) {
		this.attempts += 1;
		return read(await this.#sendOnce(request, signal), request);
	}
	request(request, signal, read) {
		return this.retry(signal, () => this.once(request, signal, read));
	}
	get(path, query, signal, read) {
		return this.request({
			method: "GET",
			path,
			query
		}, signal, read);
	}
	async find(path, signal, read) {
		try {
			return await this.get(path, undefined, signal, read);
		} catch (error) {
			if (error instanceof ForgeError && error.status === 404 && !error.routeUnknown) return undefined;
			throw error;
		}
	}
	wrongAnswer({ method, path }, what) {
		const { host, pathname } = new URL(this.#apiUrl);
		return contentError(`${method} ${host}${pathname.replace(/\/$/, "")}${path}`, what);
	}
}
function repositoryRoute({ owner, name }) {
	return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
const concurrency$1 = 8;
async function readPagesAtOnce(most, page) {
	const first = await page(1);
	const { items, total } = first;
	if (total === undefined) {
		const read = await readPagesInTurn(most, async (number) => number === 1 ? first : page(number));
		return {
			items: read,
			total: undefined
		};
	}
	const last = items.length === 0 ? 1 : Math.ceil(Math.min(total, most) / items.length);
	const limit = createLimit(concurrency$1);
	const numbers = Array.from({ length: Math.max(0, last - 1) }, (_, index) => index + 2);
	const others = await allToTheEnd(numbers.map((number) => limit(() => page(number))));
	return {
		items: [items, ...others.map((other) => other.items)].flat().slice(0, most),
		total
	};
}
async function readPagesInTurn(most, page) {
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
function pageQuery(kind, page) {
	return kind === "github" ? {
		per_page: 100,
		page
	} : {
		limit: 50,
		page
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
function runOutcome(status, conclusion) {
	const isSkipped = (status === "completed" ? conclusion : status) === "skipped";
	return {
		state: runState(status, conclusion),
		...isSkipped && { isSkipped }
	};
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
		const isSkipped = status.status === "skipped" || status.description === "Has been skipped";
		return {
			run,
			title,
			state,
			isSkipped
		};
	});
}
function mergeRuns(tasks, statuses, { workflow, name }, page) {
	const known = new Map(tasks.map(({ run, wanted }) => [run, wanted]));
	const beginnings = name ? [`${name} / `] : ["/ ", `${workflow} / `];
	const named = statuses.filter(({ title }) => beginnings.some((beginning) => title.startsWith(beginning)));
	const likely = new Set((named.length > 0 || name !== undefined ? named : statuses).map(({ run }) => run));
	const isOurs = (run) => known.get(run) ?? likely.has(run);
	const jobs = new Map();
	const add = (run, state) => jobs.set(run, [...jobs.get(run) ?? [], state]);
	const posted = new Set(statuses.map(({ run }) => run));
	for (const { run, state } of statuses) if (isOurs(run)) add(run, state);
	for (const { run, state, wanted } of tasks) if (wanted && !posted.has(run)) add(run, state);
	const busy = new Set([...tasks, ...statuses.filter(({ isSkipped }) => !isSkipped)].map(({ run }) => run));
	return [...jobs].sort(([one], [other]) => Number(other) - Number(one)).map(([run, of]) => ({
		url: page(run),
		state: stateOfJobs(of),
		...!busy.has(run) && { isSkipped: true }
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
const mostRuns$1 = 200;
const mostStatuses$1 = 500;
const sources = [
	"runs",
	"tasks",
	"statuses"
];
const keyOf = ({ owner, name }) => `${owner}/${name}`;
function refusalOf(error) {
	if (error instanceof ForgeError && (error.status === 403 || error.status === 404)) return error;
	throw error;
}
class GiteaRuns {
	#client;
	#product;
	#log;
	#known = new Map();
	constructor(client, product, log) {
		this.#client = client;
		this.#product = product;
		this.#log = log;
	}
	async read(question) {
		const key = keyOf(question.repository);
		const first = this.#known.get(key) ?? runSource(await this.#product.get(question.signal));
		for (const source of sources.slice(sources.indexOf(first))) {
			this.#known.set(key, source);
			try {
				return await this.#readFrom(source, question);
			} catch (error) {
				this.#log.debug(refusalOf(error).message);
			}
		}
		return undefined;
	}
	async whyUntold(repository, signal) {
		const first = runSource(await this.#product.get(signal));
		let why;
		for (const source of sources.slice(sources.indexOf(first))) {
			why = await this.#whyRefused(source, repository, signal);
			this.#known.set(keyOf(repository), source);
			if (why === undefined) break;
		}
		return why;
	}
	async #whyRefused(source, repository, signal) {
		const below = source === "statuses" ? "" : `/actions/${source}`;
		const query = source === "statuses" ? undefined : { limit: 1 };
		try {
			await this.#client.get(`${repositoryRoute(repository)}${below}`, query, signal, () => undefined);
			return undefined;
		} catch (error) {
			return refusalOf(error).message;
		}
	}
	async #readFrom(source, question) {
		const { repository, sha, filter } = question;
		if (source === "runs") return this.#listedRuns(question);
		const tasks = source === "tasks" ? readTasks(await this.#list(question, "actions/tasks", "workflow_runs", mostRuns$1), sha, filter) : [];
		const statusPath = `commits/${encodeURIComponent(sha)}/status`;
		const statuses = readJobStatuses(await this.#list(question, statusPath, "statuses", mostStatuses$1));
		return mergeRuns(tasks, statuses, filter, (run) => this.#page(repository, run));
	}
	async #listedRuns(question) {
		const { repository, sha, filter } = question;
		const query = {
			head_sha: sha,
			event: "push"
		};
		const runs = await this.#list(question, "actions/runs", "workflow_runs", mostRuns$1, query);
		return runs.filter(isRecord).flatMap((run) => {
			const shape = {
				sha: run.commit_sha ?? run.head_sha,
				branch: run.prettyref ?? run.head_branch,
				event: run.trigger_event ?? run.event,
				workflow: run.workflow_id ?? run.path
			};
			if (!isWanted(shape, sha, filter)) return [];
			const own = this.#page(repository, runNumber(run.html_url) ?? "");
			const url = pageUrl(run.html_url, this.#client.serverUrl, own);
			return {
				url,
				...runOutcome(run.status, run.conclusion)
			};
		});
	}
	#list({ repository, signal }, path, key, most, query = {}) {
		const client = this.#client;
		const readPage = (page) => {
			const request = {
				method: "GET",
				path: `${repositoryRoute(repository)}/${path}`,
				query: {
					...query,
					...pageQuery(client.kind, page)
				}
			};
			return client.once(request, signal, ({ data, headers }) => {
				const items = isRecord(data) ? data[key] ?? [] : undefined;
				if (!isRecord(data) || !Array.isArray(items)) throw client.wrongAnswer(request, "the answer is not a list");
				return pageOf(items, headers, data.total_count);
			});
		};
		return client.retry(signal, () => readPagesInTurn(most, readPage));
	}
	#page(repository, run) {
		return `${repositoryUrl(this.#client.serverUrl, repository)}/actions${run && `/runs/${run}`}`;
	}
}
class ServerProduct {
	#client;
	#log;
	#asked;
	constructor(client, log, known) {
		this.#client = client;
		this.#log = log;
		this.#asked = known && Promise.resolve(known);
	}
	get(signal) {
		this.#asked ??= this.#ask(signal).catch((error) => {
			this.#asked = undefined;
			throw error;
		});
		return this.#asked;
	}
	async #ask(signal) {
		try {
			return await this.#client.get("/version", undefined, signal, ({ data }) => isRecord(data) ? parseProduct(String(data.version)) : undefined);
		} catch (error) {
			if (!(error instanceof ForgeError) || error.status === undefined) throw error;
			this.#log.debug(error.message);
			return undefined;
		}
	}
}
async function productIfTold(product, signal) {
	try {
		return await product();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ForgeError) return undefined;
		throw error;
	}
}
async function tokenUser(client, signal) {
	try {
		return await client.get("/user", undefined, signal, ({ data }, request) => {
			if (isRecord(data) && typeof data.login === "string") return {
				login: data.login,
				isAdmin: data.is_admin === true
			};
			throw client.wrongAnswer(request, "the answer is not a user");
		});
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ForgeError) return error;
		throw error;
	}
}
function isLoginOf(owner, user) {
	return !(user instanceof ForgeError) && user.login.toLowerCase() === owner.toLowerCase();
}
function readRunner(data, scope, certain) {
	if (!isRecord(data)) return undefined;
	const { id, name, status, labels, os } = data;
	if (typeof id !== "number" || !Number.isSafeInteger(id)) return undefined;
	if (![
		"online",
		"idle",
		"active",
		"offline"
	].includes(String(status))) return undefined;
	if (labels !== null && labels !== undefined && !Array.isArray(labels)) return undefined;
	return {
		id,
		name: typeof name === "string" ? name : "",
		status: status === "offline" ? "offline" : "online",
		busy: data.busy === true || status === "active",
		disabled: data.disabled === true,
		ephemeral: data.ephemeral === true,
		labels: Array.isArray(labels) ? labels.flatMap(labelName) : [],
		scope,
		certain,
		...typeof os === "string" && os !== "" && { os }
	};
}
function labelName(label) {
	const name = isRecord(label) ? label.name : label;
	return typeof name === "string" ? [name] : [];
}
function forgejoScope(data) {
	const has = (id) => typeof id === "number" && id > 0;
	if (!isRecord(data)) return "instance";
	return has(data.repo_id) ? "repository" : has(data.owner_id) ? "owner" : "instance";
}
const mostRunners = 1e4;
async function readScope(client, route, signal) {
	const { scope, name, certain = true } = route;
	const items = new Map();
	const outcome = (state, reason, error) => {
		const runners = [...items.values()].flatMap((item) => {
			const runner = readRunner(item, route.scopeOf?.(item) ?? scope, certain);
			return runner ? [runner] : [];
		});
		return {
			report: {
				scope,
				name,
				state,
				reason
			},
			runners,
			items,
			error
		};
	};
	try {
		for (let round = 1;; round++) {
			const total = await readInto(items, client, route, signal);
			const missing = Math.min(total ?? 0, mostRunners) - items.size;
			if (missing <= 0) return outcome("read", "");
			if (round === 2) return outcome("failed", `the list changed while it was read, and ${counted(missing, "of its runners was", "of its runners were")} not seen`);
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ForgeError)) throw error;
		return outcome(stateOf(error), error.message, error);
	}
}
async function readInto(items, client, { path, query }, signal) {
	const { total } = await readPagesAtOnce(mostRunners, (page) => client.get(path, {
		...query,
		...pageQuery(client.kind, page)
	}, signal, ({ data, headers }, request) => {
		const wrapped = isRecord(data) && ("runners" in data || "total_count" in data);
		const empty = wrapped || client.kind === "forgejo" ? [] : undefined;
		const list = (wrapped ? data.runners : data) ?? empty;
		if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runners");
		for (const item of list) {
			const runner = readRunner(item, "repository", true);
			if (!runner) throw client.wrongAnswer(request, "the answer is not a list of runners");
			items.set(runner.id, item);
		}
		return pageOf(list, headers, wrapped ? data.total_count : undefined);
	}));
	return total;
}
function stateOf(error) {
	const { status, reason } = error;
	if (status === 401 || status === 403 && !reason.includes("rate limit")) return "forbidden";
	return status === 404 ? error.routeUnknown ? "no-route" : "hidden" : "failed";
}
function mergeScopes(scopes) {
	const rank = {
		repository: 0,
		owner: 1,
		instance: 2
	};
	const narrowestFirst = scopes.toSorted((a, b) => rank[a.report.scope] - rank[b.report.scope]);
	const known = new Map();
	for (const runner of narrowestFirst.flatMap(({ runners }) => runners)) {
		const key = `${runner.id} ${runner.name}`;
		if (!known.has(key)) known.set(key, runner);
	}
	return {
		runners: [...known.values()].sort((a, b) => rank[a.scope] - rank[b.scope] || a.id - b.id),
		scopes: narrowestFirst.map(({ report }) => report)
	};
}
async function giteaRunners(question, isEnough) {
	const own = readRepository(question, {});
	const instance = readInstance(question, { certain: false });
	if (isEnough) {
		const [mine, all] = await Promise.all([own, instance]);
		const first = await finish(question, withinInstance(mine, all, question.repository));
		if (isEnough(first)) return first;
		const inName = all.report.state === "read" ? await readInName(question, {}) : undefined;
		const owner = inName?.report.state === "read" ? inName : readOwner(question, own, instance, {}, inName);
		return finish(question, [
			mine,
			await owner,
			all
		]);
	}
	return finish(question, await Promise.all([
		own,
		readOwner(question, own, instance, {}),
		instance
	]));
}
async function forgejoRunners(question) {
	const { client, repository } = question;
	const visible = {
		query: { visible: "true" },
		scopeOf: forgejoScope
	};
	const own = await readRepository(question, visible);
	const { state } = own.report;
	if (state === "read" || state === "no-route") {
		const asOwn = (scope, name) => ({
			report: {
				...own.report,
				scope,
				name
			},
			runners: []
		});
		const others = [asOwn("owner", repository.owner), asOwn("instance", hostOf(client))];
		return finish(question, [own, ...others]);
	}
	const asked = readInstance(question, { scopeOf: forgejoScope }).then(withoutOthers);
	const owners = readOwner(question, Promise.resolve(own), asked, visible);
	const [owner, instance] = await Promise.all([owners, asked]);
	return finish(question, [
		own,
		owner,
		unlessInOwner(instance, owner)
	]);
}
function withinInstance(own, instance, { owner: name }) {
	const { state, reason } = instance.report;
	return [
		own,
		{
			report: {
				scope: "owner",
				name,
				state,
				reason
			},
			runners: []
		},
		instance
	];
}
function withoutOthers(instance) {
	return {
		...instance,
		runners: instance.runners.filter(({ scope }) => scope === "instance")
	};
}
function unlessInOwner(instance, owner) {
	if (owner.report.state !== "read" || instance.report.state === "read") return instance;
	return {
		report: {
			...instance.report,
			state: "read",
			reason: ""
		},
		runners: []
	};
}
function readRepository({ client, repository, signal }, variant) {
	const name = `${repository.owner}/${repository.name}`;
	const path = `${repositoryRoute(repository)}/actions/runners`;
	return readScope(client, {
		scope: "repository",
		name,
		path,
		...variant
	}, signal);
}
function readInstance({ client, signal }, variant) {
	const path = "/admin/actions/runners";
	return readScope(client, {
		scope: "instance",
		name: hostOf(client),
		path,
		...variant
	}, signal);
}
async function readOwner(question, own, instance, variant, inName) {
	const { client, repository, signal } = question;
	const { owner: name } = repository;
	const path = `/orgs/${encodeURIComponent(name)}/actions/runners`;
	const organisation = await readScope(client, {
		scope: "owner",
		name,
		path,
		...variant
	}, signal);
	const lacksScope = organisation.error?.status === 403 && /scope/.test(organisation.error.message);
	if (lacksScope) {
		const isOwners = isLoginOf(name, await tokenUser(client, signal));
		return isOwners ? readScope(client, userList(name, variant), signal) : organisation;
	}
	if (organisation.report.state !== "hidden") return organisation;
	return inName ?? readUser(question, await own, await instance, variant);
}
async function readUser(question, own, instance, variant) {
	const { client, repository, signal } = question;
	const { owner: name } = repository;
	const list = userList(name, variant);
	if (instance.report.state === "read") return readInName(question, variant);
	if (own.report.state === "read" && isNoSiteAdmin(instance)) return readScope(client, list, signal);
	const user = await tokenUser(client, signal);
	if (isLoginOf(name, user)) return readScope(client, list, signal);
	const reason = user instanceof ForgeError ? `the runners of a user are shown to that user only, and it is not known whose the token is: ${user.message}` : `the runners of a user are shown to that user only, and the token belongs to another`;
	const state = user instanceof ForgeError && user.status === undefined ? "failed" : "forbidden";
	return {
		report: {
			scope: "owner",
			name,
			state,
			reason
		},
		runners: []
	};
}
function readInName({ client, repository, signal }, variant) {
	const { owner } = repository;
	const query = {
		...variant.query,
		sudo: owner
	};
	return readScope(client, userList(owner, {
		...variant,
		query
	}), signal);
}
function userList(name, variant) {
	return {
		scope: "owner",
		name,
		path: "/user/actions/runners",
		...variant
	};
}
function isNoSiteAdmin({ error }) {
	return error?.status === 403 && error.message.includes("(user should be the site admin)");
}
async function finish(question, scopes) {
	const listing = mergeScopes(scopes);
	if (!listing.scopes.some(({ state }) => state === "no-route")) return listing;
	const product = await productIfTold(question.product, question.signal);
	const reason = product && whyNoList(product, "runners", {
		gitea: [1, 24],
		forgejo: [15, 0]
	});
	return {
		...listing,
		scopes: listing.scopes.map((report) => report.state === "no-route" && reason ? {
			...report,
			reason
		} : report)
	};
}
function hostOf({ serverUrl }) {
	return new URL(serverUrl).host;
}
async function firstCommit(client, repository, signal) {
	const path = `${repositoryRoute(repository)}/commits`;
	const cheap = client.kind === "github" ? { per_page: 1 } : {
		limit: 1,
		stat: false,
		verification: false,
		files: false
	};
	const read = (query) => client.get(path, {
		...cheap,
		...query
	}, signal, ({ data, headers }, request) => {
		const [commit] = Array.isArray(data) ? data : [];
		const sha = isRecord(commit) ? commit.sha : undefined;
		if (!isObjectId(sha)) throw client.wrongAnswer(request, "the answer is not a list of commits");
		const last = lastPage(headers) ?? (client.kind === "github" ? 1 : undefined);
		if (last === undefined) throw client.wrongAnswer(request, "the answer does not tell how many commits there are");
		return {
			sha,
			last
		};
	});
	try {
		const head = await read({ page: 1 });
		return head.last <= 1 ? head.sha : (await read({
			page: head.last,
			sha: head.sha
		})).sha;
	} catch (error) {
		if (error instanceof ForgeError && error.status === 409) return undefined;
		throw error;
	}
}
function lastPage(headers) {
	const { total } = pageOf([], headers);
	if (total !== undefined) return total;
	const [, url = ""] = /<([^<>]*)>\s*;\s*rel="?last"?/.exec(headers.get("link") ?? "") ?? [];
	const page = URL.canParse(url) ? new URL(url).searchParams.get("page") : null;
	return page !== null && /^\d+$/.test(page) ? Number(page) : undefined;
}
async function pullRequestHead(client, repository, number, signal) {
	return client.find(`${repositoryRoute(repository)}/pulls/${number}`, signal, ({ data }, request) => {
		const head = isRecord(data) ? data.head : undefined;
		if (isRecord(head) && isObjectId(head.sha)) return head.sha;
		throw client.wrongAnswer(request, "the answer is not a pull request");
	});
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
function createOnce(client, signal, { create, find, refusedWith }) {
	return client.retry(signal, async (attempt) => {
		const made = attempt > 1 ? await find() : undefined;
		if (made) return made;
		try {
			return await create();
		} catch (error) {
			const refusal = forgeErrorIn(error);
			if (refusal?.status !== refusedWith) throw error;
			const existing = await find();
			if (existing) return existing;
			throw refusal;
		}
	});
}
const mostPullRequests = 1e3;
class PullRequests {
	#client;
	#api;
	constructor(client, api) {
		this.#client = client;
		this.#api = api;
	}
	find(repository, branches, signal) {
		return this.#client.retry(signal, () => this.#findOnce(repository, branches, signal));
	}
	open(repository, request, signal) {
		return createOnce(this.#client, signal, {
			create: async () => this.#read("POST", repository, await this.#api.create(repository, request, signal)),
			find: () => this.#findOnce(repository, request, signal),
			refusedWith: this.#api.refusesSecondWith
		});
	}
	update(repository, number, text, signal) {
		return this.#client.retry(signal, async () => this.#read("PATCH", repository, await this.#api.update(repository, number, text, signal)));
	}
	async #findOnce(repository, branches, signal) {
		const open = await readPagesInTurn(mostPullRequests, (page) => this.#api.listOpen(repository, branches, page, signal));
		const found = open.filter((item) => isBetween(item, branches)).map((item) => this.#read("GET", repository, item));
		return found.sort((a, b) => b.number - a.number)[0];
	}
	#read(method, repository, data) {
		const { serverUrl } = this.#client;
		const page = (number) => `${repositoryUrl(serverUrl, repository)}/${this.#api.pages}/${number}`;
		const read = readPullRequest(data, serverUrl, page);
		if (read) return read;
		const path = `${repositoryRoute(repository)}/pulls`;
		throw this.#client.wrongAnswer({
			method,
			path
		}, "the answer is not a pull request");
	}
}
const concurrency = 8;
const mostTreePages = 20;
class GitObjects {
	#client;
	#route;
	#signal;
	#limit = createLimit(concurrency);
	#trees = new Map();
	constructor(client, repository, signal) {
		this.#client = client;
		this.#route = `${repositoryRoute(repository)}/git`;
		this.#signal = signal;
	}
	async below(commit, folder) {
		const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
		let sha = commit;
		for (const part of parts) {
			const { entries } = await this.#tree(sha, false);
			const next = entries.find(({ path, type }) => path === part && type === "tree");
			if (!next) return {
				entries: [],
				whole: true
			};
			sha = next.sha;
		}
		const { entries, whole } = await this.#tree(sha, true);
		const within = (path) => [...parts, path].join("/");
		return {
			entries: entries.map((entry) => ({
				...entry,
				path: within(entry.path)
			})),
			whole
		};
	}
	text(sha) {
		return this.#limit(() => this.#client.get(`${this.#route}/blobs/${sha}`, undefined, this.#signal, ({ data }, request) => {
			if (isRecord(data) && typeof data.content === "string" && data.encoding === "base64") return Buffer.from(data.content, "base64").toString("utf8");
			throw this.#client.wrongAnswer(request, "the answer is not a git blob");
		}));
	}
	#tree(sha, recursive) {
		const key = `${sha} ${recursive}`;
		const tree = this.#trees.get(key) ?? this.#limit(() => this.#readTree(sha, recursive));
		this.#trees.set(key, tree);
		return tree;
	}
	async #readTree(sha, recursive) {
		const entries = [];
		for (let page = 1, read = 0; page <= mostTreePages; page++) {
			const { tree, total, truncated } = await this.#readTreePage(sha, recursive, page);
			entries.push(...tree.filter(isRecord).flatMap(readEntry));
			if (this.#client.kind === "github") return {
				entries,
				whole: !truncated
			};
			read += tree.length;
			const all = typeof total === "number" && read >= total;
			if (!truncated || all || tree.length === 0) return {
				entries,
				whole: true
			};
		}
		return {
			entries,
			whole: false
		};
	}
	#readTreePage(sha, recursive, page) {
		const query = {
			...recursive && { recursive: true },
			...this.#client.kind !== "github" && { page }
		};
		return this.#client.get(`${this.#route}/trees/${sha}`, query, this.#signal, ({ data }, request) => {
			const tree = isRecord(data) ? data.tree ?? [] : undefined;
			if (!isRecord(data) || !Array.isArray(tree)) throw this.#client.wrongAnswer(request, "the answer is not a git tree");
			return {
				tree,
				total: data.total_count,
				truncated: data.truncated === true
			};
		});
	}
}
function readEntry({ path, sha, type, mode, size }) {
	if (typeof path !== "string" || !isObjectId(sha) || type !== "tree" && type !== "blob") return [];
	return [{
		path,
		sha,
		type,
		size: typeof size === "number" ? size : 0,
		isLink: mode === "120000"
	}];
}
const mostFiles = 500;
const largestFile = 1024 * 1024;
async function readFilesAt(client, repository, commit, folders, { known, wanted = () => true }, signal) {
	const objects = new GitObjects(client, repository, signal);
	const trees = await allToTheEnd(folders.map((folder) => objects.below(commit, folder)));
	const unlisted = folders.filter((_, index) => !trees[index]?.whole).map((path) => ({
		path,
		reason: "the server does not list all of its files"
	}));
	const found = filesByPath(trees.flatMap(({ entries }) => entries)).filter(({ path }) => wanted(path));
	const { chosen, unread } = chooseFiles(found, known);
	const files = await allToTheEnd(chosen.map(async ({ path, sha, isKnown }) => ({
		path,
		sha,
		text: isKnown ? undefined : await objects.text(sha)
	})));
	return {
		files,
		unread: [...unlisted, ...unread]
	};
}
function chooseFiles(found, known) {
	const chosen = [];
	const unread = [];
	let left = mostFiles;
	for (const file of found) {
		const { path, sha } = file;
		const isKnown = known?.get(path) === sha;
		const reason = whyUnread(file, isKnown, left);
		if (reason !== undefined) unread.push({
			path,
			reason
		});
		else chosen.push({
			path,
			sha,
			isKnown
		});
		if (reason === undefined && !isKnown) left--;
	}
	return {
		chosen,
		unread
	};
}
function filesByPath(entries) {
	const files = entries.filter(({ type }) => type === "blob");
	return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
function whyUnread({ isLink, size }, isKnown, left) {
	if (isLink) return "it is a symbolic link, which not every forge follows; put the file there";
	if (isKnown) return undefined;
	if (size > largestFile) return `it has ${size} bytes, more than ${largestFile}`;
	return left > 0 ? undefined : `it is one of more than ${mostFiles} files`;
}
function repositoryState(client, repository, signal) {
	return client.find(repositoryRoute(repository), signal, ({ data }, request) => {
		if (!isRecord(data) || typeof data.archived !== "boolean") throw client.wrongAnswer(request, "the answer is not a repository");
		if (data.archived) return "archived";
		const { mirror, mirror_url: mirrored } = data;
		return mirror === true || typeof mirrored === "string" && mirrored !== "" ? "mirror" : "writable";
	});
}
function answeredAt(headers) {
	const written = Date.parse(headers.get("date") ?? "");
	const age = /^\d{1,9}$/.exec(headers.get("age") ?? "")?.[0] ?? "0";
	return Number.isNaN(written) ? undefined : new Date(written + Number(age) * 1e3);
}
const mostStatuses = 500;
async function listStatuses(client, repository, sha, { context, until }, signal) {
	const path = `${repositoryRoute(repository)}/commits/${encodeURIComponent(sha)}/statuses`;
	const statuses = [];
	let serverTime;
	for (let page = 1, read = 0; read < mostStatuses; page++) {
		const query = pageQuery(client.kind, page);
		const { items, next, total, time } = await client.get(path, query, signal, (answer, request) => ({
			...pageOf(itemsIn(answer, request, client), answer.headers),
			time: answeredAt(answer.headers)
		}));
		serverTime = time ?? serverTime;
		read += items.length;
		const wanted = items.flatMap((item) => readStatus(item) ?? []).filter((status) => context === undefined || status.context === context);
		statuses.push(...wanted);
		const isLast = items.length === 0 || next === false || total !== undefined && read >= total;
		if (isLast || client.kind === "github" && next === undefined) break;
		if (until && wanted.some(until)) break;
	}
	statuses.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
	return {
		statuses,
		serverTime
	};
}
async function createStatus(client, repository, sha, { state, context, description, targetUrl, look }, signal) {
	const path = `${repositoryRoute(repository)}/statuses/${encodeURIComponent(sha)}`;
	const body = {
		state,
		context,
		description,
		...targetUrl && { target_url: targetUrl }
	};
	return client.retry(signal, async () => {
		await look?.();
		return client.once({
			method: "POST",
			path,
			body
		}, signal, ({ data }, request) => {
			const status = readStatus(data);
			if (status) return status;
			throw client.wrongAnswer(request, "the answer is not a commit status");
		});
	});
}
function itemsIn({ data }, request, client) {
	const list = data ?? [];
	if (Array.isArray(list) && list.every((item) => readStatus(item))) return list;
	throw client.wrongAnswer(request, "the answer is not a list of commit statuses");
}
function readStatus(data) {
	if (!isRecord(data) || typeof data.context !== "string") return undefined;
	const { id } = data;
	if (typeof id !== "number" || !Number.isSafeInteger(id)) return undefined;
	const createdAt = new Date(typeof data.created_at === "string" ? data.created_at : Number.NaN);
	if (Number.isNaN(createdAt.getTime())) return undefined;
	const { creator } = data;
	const text = (value) => typeof value === "string" ? value : "";
	return {
		id,
		context: data.context,
		state: text(data.status ?? data.state),
		description: text(data.description),
		createdAt,
		creator: creator === null ? null : isRecord(creator) ? text(creator.login) : "somebody",
		targetUrl: text(data.target_url)
	};
}
class CommonForge {
	serverUrl;
	client;
	#pullRequests;
	constructor(client, pullRequestApi) {
		this.serverUrl = client.serverUrl;
		this.client = client;
		this.#pullRequests = new PullRequests(client, pullRequestApi);
	}
	get requests() {
		return this.client.attempts;
	}
	repositoryState(repository, signal) {
		return repositoryState(this.client, repository, signal);
	}
	findPullRequest(repository, branches, signal) {
		return this.#pullRequests.find(repository, branches, signal);
	}
	openPullRequest(repository, request, signal) {
		return this.#pullRequests.open(repository, request, signal);
	}
	updatePullRequest(repository, number, text, signal) {
		return this.#pullRequests.update(repository, number, text, signal);
	}
	pullRequestHead(repository, number, signal) {
		return pullRequestHead(this.client, repository, number, signal);
	}
	listStatuses(repository, sha, filter, signal) {
		return listStatuses(this.client, repository, sha, filter, signal);
	}
	createStatus(repository, sha, status, signal) {
		return createStatus(this.client, repository, sha, status, signal);
	}
	firstCommit(repository, signal) {
		return firstCommit(this.client, repository, signal);
	}
	readFilesAt(repository, commit, folders, options, signal) {
		return readFilesAt(this.client, repository, commit, folders, options, signal);
	}
}
async function createGitea(options) {
	const { kind, serverUrl, token, fetch, retries, log } = options;
	const { giteaApi } = await import("./gitea-js-2f5ae81f.js");
	const api = giteaApi(serverUrl, {
		token,
		customFetch: fetch
	});
	const sendOnce = sendBy$1(api);
	const client = new ApiClient({
		kind,
		serverUrl,
		apiUrl: `${serverUrl}/api/v1`,
		retries,
		sendOnce
	});
	const product = new ServerProduct(client, log, options.product);
	return new Gitea(kind, client, pullRequestsBy$1(api, client), product, log);
}
class Gitea extends CommonForge {
	kind;
	#product;
	#runs;
	constructor(kind, client, pullRequestApi, product, log) {
		super(client, pullRequestApi);
		this.kind = kind;
		this.#product = product;
		this.#runs = new GiteaRuns(client, product, log);
	}
	product(signal) {
		return this.#product.get(signal);
	}
	async expandsCalls(signal) {
		if (this.kind === "forgejo") return true;
		const product = await this.#product.get(signal);
		return product && expandsCalls(product);
	}
	async commitFile(repository, commit, signal) {
		const { giteaCommit } = await import("./gitea-commits-ac3adfbd.js");
		return giteaCommit(this.client, repository, commit, signal);
	}
	runsOf(repository, sha, filter, signal) {
		return this.#runs.read({
			repository,
			sha,
			filter,
			signal
		});
	}
	whyNoRuns(repository, signal) {
		return this.#runs.whyUntold(repository, signal);
	}
	listRunners(repository, signal, isEnough) {
		const question = {
			client: this.client,
			repository,
			signal,
			product: this.#productBy(signal)
		};
		return this.kind === "gitea" ? giteaRunners(question, isEnough) : forgejoRunners(question);
	}
	async listWaitingJobs(question, signal) {
		const server = {
			client: this.client,
			signal,
			product: this.#productBy(signal)
		};
		if (this.kind === "gitea") return (await import("./gitea-queue-4735c96d.js")).giteaQueue(server, question);
		return (await import("./forgejo-queue-9c0b3ae8.js")).forgejoQueue(server, question);
	}
	async describeJobs(jobs, question, signal) {
		if (this.kind === "gitea") return (await import("./gitea-details-b94d48ce.js")).withGiteaRuns(jobs, this.client, question, signal);
		const { withForgejoRuns } = await import("./forgejo-details-5b883fcf.js");
		return withForgejoRuns(jobs, this.client, signal);
	}
	#productBy(signal) {
		return () => this.#product.get(signal);
	}
}
function pullRequestsBy$1(api, client) {
	return {
		refusesSecondWith: 409,
		pages: "pulls",
		async listOpen(repository, _branches, page, signal) {
			const { data, headers } = await api.repos.repoListPullRequests(...pathOf$1(repository), {
				state: "open",
				...pageQuery(client.kind, page)
			}, { signal });
			const list = data ?? [];
			const request = {
				method: "GET",
				path: `${repositoryRoute(repository)}/pulls`
			};
			if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list");
			return pageOf(list, headers);
		},
		async create(repository, { head, base, title, body }, signal) {
			const request = {
				head,
				base,
				title,
				body
			};
			return (await api.repos.repoCreatePullRequest(...pathOf$1(repository), request, { signal })).data;
		},
		async update(repository, number, { title, body }, signal) {
			const text = {
				title,
				body
			};
			return (await api.repos.repoEditPullRequest(...pathOf$1(repository), number, text, { signal })).data;
		}
	};
}
function sendBy$1(api) {
	return async ({ method, path, query, body }, signal) => {
		const { data, headers } = await api.request({
			path,
			method,
			secure: true,
			format: "json",
			signal,
			...query && { query },
			...body && {
				body,
				type: "application/json"
			}
		});
		return {
			data,
			headers
		};
	};
}
function pathOf$1({ owner, name }) {
	return [encodeURIComponent(owner), encodeURIComponent(name)];
}
const mostGroups = 1e3;
const mostInherited = 8;
async function gitHubRunners(client, repository, signal) {
	const path = `${repositoryRoute(repository)}/actions/runners`;
	const name = `${repository.owner}/${repository.name}`;
	const [own, shared] = await Promise.all([readScope(client, {
		scope: "repository",
		name,
		path
	}, signal), readOrganisation(client, repository, signal)]);
	return mergeScopes([own, ...shared]);
}
async function readOrganisation(client, repository, signal) {
	const { owner: name } = repository;
	const path = `/orgs/${encodeURIComponent(name)}/actions`;
	const [groups, listed] = await Promise.all([readGroups(client, `${path}/runner-groups`, repository, signal), readScope(client, {
		scope: "owner",
		name,
		path: `${path}/runners`
	}, signal)]);
	if (listed.report.state === "hidden" && await isUser(client, name, signal)) return [];
	if (groups instanceof ForgeError) return [withoutGroups(listed, groups), ...unreadEnterprise(groups)];
	const inherited = groups.filter((group) => group.inherited);
	const enterprise = inherited.slice(0, mostInherited);
	const ofEnterprise = enterprise.map(async ({ id, name: group, restricted }) => {
		const route = {
			scope: "instance",
			name: group,
			path: `${path}/runner-groups/${id}/runners`
		};
		const read = await readScope(client, route, signal);
		const runners = read.runners.map((runner) => ({
			...runner,
			group,
			certain: !restricted
		}));
		return {
			...read,
			runners
		};
	});
	const left = inherited.length - enterprise.length;
	const leftOut = left === 0 ? [] : [unread("failed", `${counted(left, "more runner group")} of the enterprise ${left === 1 ? "was" : "were"} not looked into`)];
	return [
		withinGroups(listed, groups),
		...await allToTheEnd(ofEnterprise),
		...leftOut
	];
}
function unreadEnterprise(error) {
	return error.status === 404 ? [] : [unread(stateOf(error), error.message)];
}
function unread(state, reason) {
	return {
		report: {
			scope: "instance",
			name: "the enterprise",
			state,
			reason
		},
		runners: []
	};
}
function withinGroups(listed, groups) {
	const known = new Map(groups.map((group) => [group.id, group]));
	const runners = listed.runners.flatMap((runner) => {
		const item = listed.items?.get(runner.id);
		const id = isRecord(item) ? item.runner_group_id : undefined;
		if (typeof id !== "number") return [{
			...runner,
			certain: false
		}];
		const group = known.get(id);
		return group ? [{
			...runner,
			group: group.name,
			certain: !group.restricted
		}] : [];
	});
	return {
		...listed,
		runners
	};
}
function withoutGroups(listed, error) {
	const { report } = listed;
	const reason = `which runner groups the repository may use could not be read: ${error.message}`;
	return {
		...listed,
		report: report.state === "read" && listed.runners.length > 0 ? {
			...report,
			reason
		} : report,
		runners: listed.runners.map((runner) => ({
			...runner,
			certain: false
		}))
	};
}
async function readGroups(client, path, { name }, signal) {
	try {
		const { items } = await readPagesAtOnce(mostGroups, (page) => {
			const query = {
				visible_to_repository: name,
				...pageQuery(client.kind, page)
			};
			return client.get(path, query, signal, ({ data, headers }, request) => {
				if (!isRecord(data) || !Array.isArray(data.runner_groups)) throw client.wrongAnswer(request, "the answer is not a list of runner groups");
				return pageOf(data.runner_groups, headers, data.total_count);
			});
		});
		return items.filter(isRecord).flatMap(({ id, name, inherited, restricted_to_workflows }) => {
			const restricted = restricted_to_workflows === true;
			const isGroup = typeof id === "number" && typeof name === "string";
			return isGroup ? [{
				id,
				name,
				inherited: inherited === true,
				restricted
			}] : [];
		});
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ForgeError) return error;
		throw error;
	}
}
async function isUser(client, name, signal) {
	try {
		const path = `/users/${encodeURIComponent(name)}`;
		return await client.get(path, undefined, signal, ({ data }) => isRecord(data) && data.type === "User");
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ForgeError) return false;
		throw error;
	}
}
const mostRuns = 1e3;
const silent = {
	debug() {},
	info() {},
	warn() {},
	error() {}
};
async function createGitHub(options) {
	const { serverUrl, apiUrl, token, fetch, retries, log } = options;
	const { Octokit } = await import("./dist-src-dbe0bbe3.js");
	const octokit = new Octokit({
		auth: token,
		baseUrl: apiUrl,
		request: { fetch },
		log: silent
	});
	const sendOnce = sendBy(octokit);
	const client = new ApiClient({
		kind: "github",
		serverUrl,
		apiUrl,
		retries,
		sendOnce
	});
	const commitTools = {
		send: graphQlBy(octokit, graphQlUrl(apiUrl)),
		shown: (text) => bounded(redact(oneLine(text), [token]), 300)
	};
	return new GitHub(octokit, client, log, commitTools);
}
class GitHub extends CommonForge {
	kind = "github";
	#octokit;
	#log;
	#commitTools;
	constructor(octokit, client, log, commitTools) {
		super(client, pullRequestsBy(octokit, client));
		this.#octokit = octokit;
		this.#commitTools = commitTools;
		this.#log = log;
	}
	async product() {}
	async expandsCalls() {
		return true;
	}
	async commitFile(repository, commit, signal) {
		const { gitHubCommit } = await import("./github-commits-005ca58e.js");
		return gitHubCommit(this.#commitTools, repository, commit, signal);
	}
	async runsOf(repository, sha, filter, signal) {
		try {
			const runs = await this.client.retry(signal, () => readPagesInTurn(mostRuns, (page) => this.#readRuns(repository, sha, filter.branch, page, signal)));
			return runs.filter(isRecord).flatMap((run) => this.#wantedRun(run, repository, sha, filter));
		} catch (error) {
			if (!(error instanceof ForgeError) || error.status !== 403 && error.status !== 404) throw error;
			this.#log.debug(error.message);
			return undefined;
		}
	}
	async whyNoRuns(repository, signal) {
		try {
			const path = `${repositoryRoute(repository)}/actions/runs`;
			await this.client.get(path, { per_page: 1 }, signal, () => undefined);
			return undefined;
		} catch (error) {
			if (error instanceof ForgeError && (error.status === 403 || error.status === 404)) return error.message;
			throw error;
		}
	}
	listRunners(repository, signal) {
		return gitHubRunners(this.client, repository, signal);
	}
	async listWaitingJobs({ repository }, signal) {
		const { gitHubQueue } = await import("./github-queue-4899777d.js");
		return gitHubQueue(this.client, repository, signal);
	}
	async describeJobs(jobs) {
		return jobs;
	}
	async #readRuns(repository, sha, branch, page, signal) {
		const { data, headers } = await this.#octokit.rest.actions.listWorkflowRunsForRepo({
			...pathOf(repository),
			head_sha: sha,
			event: "push",
			branch,
			...pageQuery("github", page),
			request: { signal }
		});
		const answer = data;
		const runs = isRecord(answer) ? answer.workflow_runs : undefined;
		if (isRecord(answer) && Array.isArray(runs)) return pageOf(runs, headersOf(headers), answer.total_count);
		const request = {
			method: "GET",
			path: `${repositoryRoute(repository)}/actions/runs`
		};
		throw this.client.wrongAnswer(request, "the answer is not a list");
	}
	#wantedRun(run, repository, sha, filter) {
		const { head_sha, head_branch: branch, event, path: workflow } = run;
		if (!isWanted({
			sha: head_sha,
			branch,
			event,
			workflow
		}, sha, filter)) return [];
		const number = runNumber(run.html_url) ?? String(run.id);
		const own = `${repositoryUrl(this.serverUrl, repository)}/actions/runs/${encodeURIComponent(number)}`;
		const url = pageUrl(run.html_url, this.serverUrl, own);
		return [{
			url,
			...runOutcome(run.status, run.conclusion)
		}];
	}
}
function pullRequestsBy({ rest: { pulls } }, client) {
	return {
		refusesSecondWith: 422,
		pages: "pull",
		async listOpen(repository, { head, base }, page, signal) {
			const { data, headers } = await pulls.list({
				...pathOf(repository),
				state: "open",
				head: `${repository.owner}:${head}`,
				base,
				...pageQuery("github", page),
				request: { signal }
			});
			const list = data;
			const request = {
				method: "GET",
				path: `${repositoryRoute(repository)}/pulls`
			};
			if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list");
			const { items, next } = pageOf(list, headersOf(headers));
			return {
				items,
				next: next ?? false
			};
		},
		async create(repository, { head, base, title, body }, signal) {
			const made = {
				...pathOf(repository),
				head,
				base,
				title,
				body,
				request: { signal }
			};
			return (await pulls.create(made)).data;
		},
		async update(repository, number, { title, body }, signal) {
			const changed = {
				...pathOf(repository),
				pull_number: number,
				title,
				body,
				request: { signal }
			};
			return (await pulls.update(changed)).data;
		}
	};
}
function sendBy(octokit) {
	return async ({ method, path: url, query, body }, signal) => {
		const { data, headers } = await octokit.request({
			method,
			url,
			...query,
			...body,
			request: { signal }
		});
		return {
			data,
			headers: headersOf(headers)
		};
	};
}
function graphQlBy(octokit, url) {
	return async (query, variables, signal) => (await octokit.request({
		method: "POST",
		url,
		query,
		variables,
		request: { signal }
	})).data;
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
	const retries = new Retries(clock, log);
	const apiUrls = {
		gitea: `${serverUrl}/api/v1`,
		gitHub: gitHubApiUrl(environment, serverUrl)
	};
	const fetchBelow = (apiUrl) => createForgeFetch({
		fetch: options.fetch ?? fetch,
		apiUrl,
		secrets: [token],
		deadlineMs
	});
	const getJson = (apiUrl, path) => retries.run(signal, async () => {
		const headers = {
			authorization: `token ${token}`,
			accept: "application/json"
		};
		return (await fetchBelow(apiUrl)(`${apiUrl}${path}`, {
			headers,
			signal
		})).json();
	});
	const known = kindWithoutAsking(environment, serverUrl);
	const { kind, product } = known ? { kind: known } : await askKind(serverUrl, apiUrls, getJson);
	const common = {
		serverUrl,
		token,
		retries,
		log
	};
	return kind === "github" ? createGitHub({
		...common,
		apiUrl: apiUrls.gitHub,
		fetch: fetchBelow(graphQlUrl(apiUrls.gitHub).replace(/\/graphql$/, ""))
	}) : createGitea({
		...common,
		kind,
		product,
		fetch: fetchBelow(apiUrls.gitea)
	});
}
const open = Object.freeze(Object.defineProperty({
	__proto__: null,
	openForge
}, Symbol.toStringTag, { value: "Module" }));
export { answeredAt, isLoginOf, open, pageOf, pageQuery, productIfTold, readPagesAtOnce, repositoryRoute, stateOf, tokenUser, workflowFile };
