import { formatDuration, ReportedError, bounded, oneLine, parseJson, isRecord, isLoopbackName, UserError, quoted, readText, createLimit, abortable, HostPause, namesProxy, maskSecret, systemClock, inInput, isDigest, parseDigest, sha256, algorithmOf, hasher, recordIn, messagesOf, counted } from "./core-cb5264e6.js";
const underWay = 5;
function meanwhile(load) {
	setImmediate(() => setTimeout(load, underWay));
}
async function retry(attempt, options) {
	const { signal, pause } = options;
	const run = async (number) => {
		await pause?.untilOver(signal);
		signal.throwIfAborted();
		return attempt(number);
	};
	try {
		return await run(1);
	} catch (error) {
		return (await import("./again-d1eea79a.js")).again(error, run, options);
	}
}
class Authorizer {
	#options;
	#declared = new Map();
	#known = false;
	#grants;
	#probe;
	constructor(options) {
		this.#options = options;
	}
	declare(access) {
		for (const { repository, actions } of access) {
			const declared = this.#declared.get(repository) ?? new Set();
			for (const action of actions) declared.add(action);
			this.#declared.set(repository, declared);
		}
	}
	get isGitea() {
		return this.#grants?.isGitea === true;
	}
	get mayBeGitea() {
		return !this.#known || this.isGitea;
	}
	async authorize(access, context, send, replayable = true) {
		if (this.#probe) await this.#probe;
		context.signal.throwIfAborted();
		const trying = this.#try(access, context, send);
		if (!this.#probe) meanwhile(() => import("./grants-a202fccb.js"));
		this.#probe ??= trying.then(nothing, nothing);
		const first = await trying;
		if ("answer" in first) return first.answer;
		if (!replayable) throw first.refusal;
		return this.#tryAgain(first, access, context, send);
	}
	async #try(access, context, send) {
		const grants = this.#grants;
		const used = await grants?.for(access, context);
		try {
			const answer = await send(used?.header);
			this.#known = true;
			return { answer };
		} catch (error) {
			if (isRefused(error)) return {
				refusal: error,
				used,
				grants: await this.#learn(error, used)
			};
			if (grants?.isTooLong(error, used)) return {
				refusal: error,
				used,
				grants
			};
			this.#known ||= isAnswer(error);
			throw error;
		}
	}
	async #learn(refusal, used) {
		if (!this.#grants) {
			const { Grants } = await import("./grants-a202fccb.js");
			this.#grants ??= new Grants(this.#options, this.#declared);
		}
		this.#grants.learn(refusal, used);
		this.#known = true;
		return this.#grants;
	}
	async #tryAgain({ refusal, used, grants }, access, context, send) {
		const renewed = await grants.for(access, context);
		if (renewed === undefined || renewed.header === used?.header && !grants.renewable) throw await grants.refusal(refusal, access);
		try {
			return await send(renewed.header);
		} catch (error) {
			if (grants.isTooMuch(error, renewed)) return this.#tryAgain({
				refusal: error,
				used: renewed,
				grants
			}, access, context, send);
			throw isRefused(error) ? await grants.refusal(error, access) : error;
		}
	}
}
const nothing = () => {};
function isRefused(error) {
	return error instanceof Error && error.verdict?.action === "reauthenticate";
}
function isAnswer(error) {
	const failure = error instanceof Error ? error.failure : undefined;
	return failure?.kind === "http" && failure.status < 500 && failure.status !== 429;
}
const networkWords = {
	ECONNRESET: "conn reset",
	UND_ERR_SOCKET: "conn reset",
	ECONNREFUSED: "conn refused",
	EPIPE: "broken pipe",
	ETIMEDOUT: "conn timeout",
	ESOCKETTIMEDOUT: "i/o timeout",
	UND_ERR_CONNECT_TIMEOUT: "conn timeout",
	UND_ERR_HEADERS_TIMEOUT: "i/o timeout",
	UND_ERR_BODY_TIMEOUT: "i/o timeout",
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "EOF",
	EAI_AGAIN: "DNS not ready",
	ERR_SSL_WRONG_VERSION_NUMBER: "no TLS",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "no TLS",
	ENOTFOUND: "host not found",
	ENETUNREACH: "network unreachable",
	EHOSTUNREACH: "host unreachable"
};
function shortReason(failure) {
	switch (failure.kind) {
		case "http":
			if (failure.status === 429) return failure.retryAfter === undefined ? "429" : `429, ${formatDuration(failure.retryAfter)}`;
			return failure.code && failure.status < 500 ? `${failure.status} ${failure.code}` : `HTTP ${failure.status}`;
		case "network": return networkWords[failure.code] ?? failure.code;
		case "timeout": return "attempt timeout";
		case "content": return failure.what;
	}
}
const longestAsk = 6e5;
function classify(failure, phase) {
	switch (failure.kind) {
		case "timeout": return {
			action: "retry",
			reason: shortReason(failure)
		};
		case "content": return {
			action: "retry",
			reason: shortReason(failure),
			...contentRules[failure.what]
		};
		case "network": return {
			reason: shortReason(failure),
			...classifyNetwork(failure.code)
		};
		case "http": return classifyHttp(failure, phase);
	}
}
const contentRules = { "401 without a challenge": {
	tries: 4,
	advice: "check the credentials that are stored for it"
} };
const transientNetwork = new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"ECONNABORTED",
	"ETIMEDOUT",
	"ESOCKETTIMEDOUT",
	"EPIPE",
	"EAI_AGAIN",
	"ENETUNREACH",
	"EHOSTUNREACH",
	"UND_ERR_SOCKET",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
	"UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
	"HPE_INVALID_EOF_STATE"
]);
const tlsAdvice = [[/CERT|ISSUER|LEAF_SIGNATURE/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS to the file of a private authority"], [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "if it speaks plain HTTP, list its host and port in \"insecure-registries\""]];
function classifyNetwork(code) {
	if (code === "ENOTFOUND") return {
		action: "retry",
		tries: 2,
		advice: "check the registry's name"
	};
	if (code === "ECONNREFUSED") return {
		action: "retry",
		host: true
	};
	if (transientNetwork.has(code)) return { action: "retry" };
	const advice = tlsAdvice.find(([codes]) => codes.test(code))?.[1];
	return {
		action: "fail",
		...advice && { advice }
	};
}
function classifyHttp(failure, phase) {
	const reason = shortReason(failure);
	const rule = httpRules.find(({ when }) => when(failure, phase));
	if (!rule) return {
		action: "fail",
		reason
	};
	const { when: _, heedsDelay, ...verdict } = rule;
	const { retryAfter: delay } = failure;
	if (!heedsDelay || delay === undefined) return {
		reason,
		...verdict
	};
	if (delay <= longestAsk) return {
		reason,
		...verdict,
		delay
	};
	return {
		action: "fail",
		reason,
		advice: "the registry asks for a longer wait than a job should make"
	};
}
const isTooMany = ({ status, code }) => status === 429 || code === "TOOMANYREQUESTS";
const missesParts = ({ code }) => code === "MANIFEST_BLOB_UNKNOWN" || code === "MANIFEST_UNVERIFIED";
const isUploadLost = ({ status, code }, phase) => code === "BLOB_UPLOAD_UNKNOWN" || code === "BLOB_UPLOAD_INVALID" || phase === "write" && status === 416;
const absentCodes = new Set([
	"MANIFEST_UNKNOWN",
	"BLOB_UNKNOWN",
	"NOT_FOUND"
]);
const isAbsent = ({ status, code = "" }) => status === 404 || absentCodes.has(code);
const gatewayStatus = new Set([
	502,
	503,
	504
]);
const transientStatus = new Set([
	408,
	425,
	499,
	500,
	520,
	521,
	522,
	523,
	524,
	530
]);
const transientCodes = new Set(["UNKNOWN", "UNAVAILABLE"]);
const isPage = ({ status, body }) => (status >= 500 || status === 400) && /^\s*</.test(body);
const deniedAdvice = "check that the credentials may read and write this repository";
const httpRules = [
	{
		when: (failure) => isTooMany(failure) && /pull rate limit/i.test(failure.body),
		action: "fail",
		reason: "429, pull rate limit",
		advice: "log in to the registry, or wait until the quota is renewed"
	},
	{
		when: isTooMany,
		action: "retry",
		host: true,
		limit: true,
		heedsDelay: true
	},
	{
		when: ({ status, body }) => status === 403 && /secondary rate limit/i.test(body),
		action: "retry",
		reason: "403 secondary rate limit",
		host: true,
		limit: true,
		heedsDelay: true
	},
	{
		when: ({ status }) => status === 401,
		action: "reauthenticate"
	},
	{
		when: ({ status, body }) => status === 403 && /token has expired|token is expired/i.test(body),
		action: "reauthenticate"
	},
	{
		when: ({ status, code }) => status === 403 && code === "DENIED",
		action: "retry",
		tries: 2,
		advice: deniedAdvice
	},
	{
		when: ({ status }) => status === 403,
		action: "fail",
		advice: deniedAdvice
	},
	{
		when: (failure, phase) => phase === "write" && missesParts(failure),
		action: "heal"
	},
	{
		when: isUploadLost,
		action: "restart"
	},
	{
		when: ({ code }, phase) => code === "NAME_UNKNOWN" && phase === "write",
		action: "fail",
		advice: "create the repository first"
	},
	{
		when: ({ code }) => code === "NAME_UNKNOWN",
		action: "absent",
		repositoryUnknown: true
	},
	{
		when: (failure, phase) => isAbsent(failure) && phase === "write",
		action: "heal",
		advice: "check that the repository exists and may be written"
	},
	{
		when: isAbsent,
		action: "absent"
	},
	{
		when: ({ status }) => gatewayStatus.has(status),
		action: "retry",
		host: true,
		heedsDelay: true
	},
	{
		when: (failure) => transientStatus.has(failure.status) || transientCodes.has(failure.code ?? "") || isPage(failure),
		action: "retry",
		heedsDelay: true
	}
];
const goUnits = {
	ns: 1e-6,
	us: .001,
	µs: .001,
	μs: .001,
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function retryAfter(header, body, now) {
	const text = header?.trim();
	if (text && /^\d+$/.test(text)) return Number(text) * 1e3;
	if (text && /^[a-z]/i.test(text)) {
		const date = Date.parse(text);
		if (!Number.isNaN(date)) return Math.max(0, date - now);
	}
	const inBody = /retry-after:\s*((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+)/i.exec(body)?.[1];
	if (!inBody) return undefined;
	let total = 0;
	for (const [, amount, unit] of inBody.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/gi)) total += Number(amount) * (goUnits[(unit ?? "").toLowerCase()] ?? 0);
	return Math.ceil(total);
}
function serverTime(date, now) {
	const said = date && /^[a-z]/i.test(date) ? Date.parse(date) : Number.NaN;
	return Number.isNaN(said) ? now : said;
}
class RegistryError extends ReportedError {
	name = "RegistryError";
	where;
	failure;
	phase;
	verdict;
	challenge;
	constructor(where, failure, phase, more = {}) {
		const { verdict = classify(failure, phase) } = more;
		super(sentence(where, failure, verdict), { cause: more.cause });
		this.challenge = more.challenge;
		this.where = where;
		this.failure = failure;
		this.phase = phase;
		this.verdict = verdict;
	}
}
function verdictOf(error) {
	return error instanceof RegistryError ? error.verdict : undefined;
}
async function unlessAbsent(answer) {
	try {
		return await answer;
	} catch (error) {
		if (verdictOf(error)?.action === "absent") return undefined;
		throw error;
	}
}
class RegistryRefusal extends ReportedError {
	name = "RegistryRefusal";
}
const longestMessage = 300;
function sentence(where, failure, { reason, advice }) {
	const said = failure.kind === "http" ? messageIn(failure.body) : undefined;
	return `${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`;
}
function httpFailure(status, headers, body) {
	const code = codeIn(body);
	const wait = retryAfter(headers["retry-after"], body, serverTime(headers.date, Date.now()));
	return {
		kind: "http",
		status,
		body,
		...code !== undefined && { code },
		...wait !== undefined && { retryAfter: wait }
	};
}
function firstError(body) {
	const parsed = parseJson(body);
	const errors = isRecord(parsed) && Array.isArray(parsed.errors) ? parsed.errors : [];
	return isRecord(errors[0]) ? errors[0] : undefined;
}
function codeIn(body) {
	const code = firstError(body)?.code;
	return typeof code === "string" && /^[\w-]{1,64}$/.test(code) ? code.toUpperCase() : undefined;
}
const isWords = /^\s*[^\s<{["]\S*\s+\S/;
function messageIn(body) {
	const message = firstError(body)?.message ?? (isWords.test(body) ? body : undefined);
	return typeof message === "string" ? bounded(oneLine(message), longestMessage) || undefined : undefined;
}
const errors = Object.freeze(Object.defineProperty({
	__proto__: null,
	RegistryError,
	RegistryRefusal,
	httpFailure,
	unlessAbsent,
	verdictOf
}, Symbol.toStringTag, { value: "Module" }));
const collision = {
	tries: 12,
	longestPause: 4e3
};
function collisionOf(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return undefined;
	const { status, body } = error.failure;
	return status === 500 && body === "" ? {
		...error.verdict,
		...collision
	} : undefined;
}
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
function isHost(text) {
	return HOST.test(text) && URL.canParse(`https://${text}`);
}
function apiHost(registry) {
	return registry === "docker.io" ? "registry-1.docker.io" : registry;
}
function isLoopback(host) {
	if (!isHost(host)) return false;
	return isLoopbackName(new URL(`http://${host}`).hostname);
}
function originsOf(registry, insecureRegistries) {
	const origin = (scheme) => new URL(`${scheme}://${apiHost(registry)}`).origin;
	const secure = origin("https");
	const mayBePlain = insecureRegistries.has(urlHost(registry)) || isLoopback(registry);
	return mayBePlain ? {
		secure,
		plain: origin("http")
	} : { secure };
}
function urlHost(host) {
	return new URL(`http://${host}`).host;
}
function parseInsecureRegistries(list) {
	for (const entry of list) if (!isHost(entry)) throw new UserError(`${quoted(entry)} is not a registry host; expected host or host:port without scheme or path`);
	return new Set(list.map(urlHost));
}
class ApiOrigin {
	#now;
	#plain;
	constructor({ secure, plain }) {
		this.#now = secure;
		this.#plain = plain;
	}
	get now() {
		return this.#now;
	}
	async send(url, send) {
		const to = (origin) => send(origin === url.origin ? url : new URL(url.pathname + url.search, origin));
		const plain = this.#plain;
		if (plain === undefined) return to(this.#now);
		const { tryBoth } = await import("./try-both-c564d339.js");
		const secure = this.#now;
		return tryBoth(secure, plain, to, {
			isSecure: () => this.#plain === undefined && this.#now === secure,
			onSpoken: (spoken) => {
				if (this.#plain === undefined && spoken === plain) return;
				this.#now = spoken;
				this.#plain = undefined;
			}
		});
	}
}
const usualConnectTime = 1e4;
const quietTime = 3e5;
const unsent = 192 << 10;
function createExchange({ ca, connectTime = usualConnectTime } = {}) {
	const schemes = new Map();
	const load = (protocol) => {
		const secure = protocol === "https:";
		const { Agent, request } = process.getBuiltinModule(secure ? "node:https" : "node:http");
		const kept = {
			...ca !== undefined && { ca },
			keepAlive: true,
			highWaterMark: unsent
		};
		return {
			request,
			agent: new Agent(kept),
			ready: secure ? "secureConnect" : "connect",
			connectTime
		};
	};
	return (request) => {
		const { protocol } = request.url;
		const scheme = schemes.get(protocol) ?? load(protocol);
		schemes.set(protocol, scheme);
		return send(scheme, request);
	};
}
function send({ request, agent, ready, connectTime }, { method, url, headers, body, signal }) {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const sent = request(url, {
			method,
			headers,
			agent
		});
		let open = sent;
		const stop = () => open.destroy(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
		sent.on("close", () => {
			signal.removeEventListener("abort", stop);
			reject(failed("ECONNRESET"));
		});
		sent.on("error", reject);
		sent.on("socket", (socket) => limitConnecting(sent, socket, ready, connectTime));
		sent.setTimeout(quietTime, () => open.destroy(failed("ESOCKETTIMEDOUT")));
		sent.on("response", (answer) => {
			open = answer;
			answer.on("end", () => void (sent.writableEnded || sent.destroy()));
			resolve({
				status: answer.statusCode ?? 0,
				headers: answer.headers,
				body: answer
			});
		});
		if (isStreamed(body)) body.sendTo(sent);
		else sent.end(body);
	});
}
function limitConnecting(sent, socket, ready, connectTime) {
	if (!socket.connecting) return;
	const timer = setTimeout(() => sent.destroy(failed("ETIMEDOUT")), connectTime);
	const connected = () => clearTimeout(timer);
	socket.once(ready, connected).once("close", connected);
}
function failed(code) {
	return Object.assign(new Error(`the exchange failed: ${code}`), { code });
}
function isStreamed(body) {
	return typeof body === "object" && "sendTo" in body;
}
function collect(body, most, tooLong) {
	return new Promise((resolve, reject) => {
		const chunks = [];
		let bytes = 0;
		body.on("data", (chunk) => {
			bytes += chunk.byteLength;
			if (bytes > most) body.destroy(tooLong());
			else chunks.push(chunk);
		});
		body.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)));
		body.on("error", reject);
		body.on("close", () => reject(Object.assign(new Error("the body broke off"), { code: "ECONNRESET" })));
	});
}
const mostLeft = 8192;
const longestLeft = 1e3;
function discard(body) {
	let bytes = 0;
	const giveUp = () => body.destroy();
	const timer = setTimeout(giveUp, longestLeft);
	body.on("error", () => {});
	body.on("close", () => clearTimeout(timer));
	body.on("data", (chunk) => {
		bytes += chunk.byteLength;
		if (bytes > mostLeft) giveUp();
	});
}
function where(method, url) {
	return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}
const foreignType = /^(?:text\/html|application\/grpc)\b/i;
const longestError = 8192;
const loadFailures = () => import("./failed-attempt-b228c6db.js");
function createTransport({ exchange, plainAllowed, userAgent, tokensForAnybody }) {
	const once = async (request, url, authorization) => {
		if (url.username || url.password) throw new RegistryRefusal(`${where(request.method, url)}: a URL with credentials in it is refused`);
		if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host))) throw new RegistryRefusal(`${url.protocol}//${url.host} is not HTTPS; plain HTTP is for loopback hosts and those in "insecure-registries"`);
		try {
			const answer = await exchange({
				method: request.method,
				url,
				headers: {
					"user-agent": userAgent,
					accept: "*/*",
					"accept-encoding": "identity",
					...request.headers,
					...authorization !== undefined && { authorization }
				},
				body: request.body,
				signal: AbortSignal.any([request.signal, AbortSignal.timeout(request.deadline)])
			});
			return {
				...answer,
				url
			};
		} catch (error) {
			throw (await loadFailures()).failedAttempt(error, where(request.method, url), request);
		}
	};
	let follower;
	const load = async () => new (await (import("./redirects-e76fb7f5.js"))).Follower(once, tokensForAnybody);
	const follow = async (request, answer) => {
		follower ??= load();
		return (await follower).follow(request, answer, request.authorization);
	};
	return { async send(request) {
		const first = await once(request, request.url, request.authorization);
		const isElsewhere = first.status >= 300 && first.headers.location !== undefined;
		const { status, headers, url, body } = isElsewhere ? await follow(request, first) : first;
		if (status < 300) {
			if (request.method === "HEAD" || !isForeign(headers)) return {
				status,
				headers,
				url,
				body
			};
			discard(body);
			throw contentError("wrong content type", request, url);
		}
		const text = await firstOf(body);
		request.signal.throwIfAborted();
		throw new RegistryError(where(request.method, url), httpFailure(status, headers, text), request.phase, { challenge: url.origin === request.url.origin ? headers["www-authenticate"] : undefined });
	} };
}
function isForeign(headers) {
	return foreignType.test(headers["content-type"] ?? "");
}
async function firstOf(body) {
	const { text } = await readText(body, longestError).catch(() => ({ text: "" }));
	return text;
}
function contentError(what, { method, phase }, url) {
	return new RegistryError(where(method, url), {
		kind: "content",
		what
	}, phase);
}
async function readBody(response, most, request) {
	const at = where("GET", response.url);
	try {
		return await collect(response.body, most, () => new RegistryRefusal(`${at}: longer than the ${most} bytes accepted`));
	} catch (error) {
		throw (await loadFailures()).failedAttempt(error, at, request);
	}
}
const requestDeadline = 6e4;
const longestAnswer = 16 << 20;
class Client {
	#options;
	#transport;
	#hosts = new Map();
	constructor(options) {
		this.#options = options;
		this.#transport = createTransport({
			exchange: options.exchange,
			userAgent: options.userAgent,
			plainAllowed: (host) => isLoopback(host) || options.insecureRegistries.has(host),
			tokensForAnybody: async () => new (await (import("./anonymous-tokens-bcb34993.js"))).AnonymousTokens(this.#transport, options)
		});
	}
	get clock() {
		return this.#options.clock;
	}
	declare({ registry, repository }, actions) {
		this.#host(registry).auth.declare([{
			repository,
			actions
		}]);
	}
	untilHostFree(registry, signal, latest) {
		return this.#host(registry).pause.untilOver(signal, latest);
	}
	origin(registry) {
		return this.#host(registry).name;
	}
	place({ registry, repository }) {
		return `${this.origin(registry)}/${repository}`;
	}
	isSameRegistry(a, b) {
		return this.origin(a) === this.origin(b);
	}
	headAnswers(registry) {
		return this.#host(registry).headAnswers;
	}
	hasLimit(registry) {
		return this.#host(registry).pause.hasLimit;
	}
	isGitea(registry) {
		return this.#host(registry).auth.isGitea;
	}
	request(request, context, read = (answer) => answer) {
		const { oneAttempt } = context;
		if (oneAttempt) return this.#once({
			...request,
			...oneAttempt
		}, context, read);
		return this.retrying(request, context, () => this.#once(request, context, read));
	}
	retrying({ registry }, context, attempt) {
		const host = this.#host(registry);
		return retry(attempt, {
			signal: context.signal,
			clock: this.#options.clock,
			pause: host.pause,
			verdict: (error) => {
				const verdict = (host.auth.isGitea ? collisionOf(error) : undefined) ?? verdictOf(error);
				if (!verdict?.host || isFrom(host, error)) return verdict;
				const { host: _, ...mine } = verdict;
				return mine;
			},
			onRetry: (note, error) => context.onRetry?.({
				...note,
				where: error instanceof RegistryError ? error.where : ""
			})
		});
	}
	once(request, context) {
		return this.#once(request, context, (answer) => answer);
	}
	async stream(request, context) {
		const host = this.#host(request.registry);
		await host.pause.untilOver(context.signal);
		return host.slots(() => this.#send(host, request, this.#http(host, request, context), context));
	}
	manifestPut({ registry, repository }, put) {
		const host = this.#host(registry);
		if (!host.auth.mayBeGitea) return put();
		const turn = host.manifestPuts.get(repository) ?? createLimit(1);
		host.manifestPuts.set(repository, turn);
		return turn(put);
	}
	async #once(request, context, read) {
		const host = this.#host(request.registry);
		const http = this.#http(host, request, context);
		const work = host.slots(async () => {
			const response = await this.#send(host, request, http, context);
			const bytes = await readBody(response, request.most ?? longestAnswer, http);
			return read({
				status: response.status,
				headers: response.headers,
				url: response.url,
				bytes
			});
		});
		return abortable(work, context.signal);
	}
	async #send(host, { access }, http, context) {
		context.signal.throwIfAborted();
		const send = (authorization) => host.origin.send(http.url, (url) => {
			context.oneAttempt?.over.throwIfAborted();
			return this.#transport.send({
				...http,
				url,
				authorization
			});
		});
		const heard = (error) => isFrom(host, error) ? heardIn(error) : undefined;
		const authorized = () => host.auth.authorize(access, context, send, !isStreamed(http.body));
		try {
			const { signal, oneAttempt } = context;
			return await host.pause.turn(authorized, heard, oneAttempt ? [signal, oneAttempt.over] : [signal]);
		} catch (error) {
			const verdict = verdictOf(error);
			if (verdict?.host && verdict.delay && isFrom(host, error)) host.pause.holdBack(verdict.delay);
			throw error;
		}
	}
	#http(host, request, { signal }) {
		const { method, path, query = {}, headers, body, phase, deadline = requestDeadline } = request;
		const url = new URL(path instanceof URL ? path.href : `/v2/${path}`, host.name);
		for (const [name, value] of Object.entries(query)) url.search += `${url.search ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
		return {
			method,
			url,
			phase,
			signal,
			deadline,
			...headers && { headers },
			...body !== undefined && { body }
		};
	}
	#host(registry) {
		const key = apiHost(registry).toLowerCase();
		const known = this.#hosts.get(key);
		if (known) return known;
		const { clock, credentials, insecureRegistries, onSecret, requestsPerHost } = this.#options;
		const origins = originsOf(registry, insecureRegistries);
		const origin = new ApiOrigin(origins);
		const host = {
			name: origins.secure,
			origin,
			auth: new Authorizer({
				registry,
				origin,
				credentials,
				transport: this.#transport,
				clock,
				onSecret
			}),
			pause: new HostPause(clock),
			slots: createLimit(requestsPerHost),
			manifestPuts: new Map(),
			headAnswers: {}
		};
		this.#hosts.set(key, host);
		return host;
	}
}
function heardIn({ verdict, failure }) {
	if (verdict.limit) return "refused";
	return failure.kind === "http" && failure.status < 500 ? "passed" : undefined;
}
function isFrom({ origin }, error) {
	return error instanceof RegistryError && error.where.includes(` ${new URL(origin.now).host}/`);
}
async function actionExchange(env) {
	return namesProxy(env) ? (await import("./proxy-95d134cc.js")).createProxiedExchange(env) : createExchange();
}
async function actionClient(insecureRegistries, requestsPerHost, log, env = process.env) {
	meanwhile(() => [process.getBuiltinModule("node:crypto"), process.stdout]);
	return new Client({
		exchange: await actionExchange(env),
		credentials: storedCredentials(env, log),
		insecureRegistries: inInput("insecure-registries", () => parseInsecureRegistries(insecureRegistries)),
		clock: systemClock,
		onSecret: maskSecret,
		requestsPerHost,
		userAgent: "imgpub"
	});
}
function storedCredentials(env, log) {
	let stored;
	const read = async () => {
		const { createCredentials, homeFolder } = await import("./credentials-cd3ec5fb.js");
		return createCredentials(env, {
			home: homeFolder(),
			onSecret: maskSecret,
			log
		});
	};
	const loaded = () => stored ??= read();
	meanwhile(loaded);
	return { async for(...access) {
		return (await loaded()).for(...access);
	} };
}
const DOCKER_HUB = new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_REPOSITORY = 255;
function isTag(text) {
	return TAG.test(text);
}
function parseReference(text) {
	const refuse = (why) => {
		throw new UserError(`${quoted(text)} is not an image reference: ${why}; expected [registry/]repository[:tag][@digest]`);
	};
	if (text === "") refuse("it is empty");
	if (/\s/.test(text)) refuse("it contains white space");
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) refuse("it begins with a URL scheme");
	if (/^[0-9a-f]{64}$/.test(text)) refuse("64 hexadecimal digits could be an image ID or a digest without its sha256:");
	if (isDigest(text)) refuse("a digest needs its repository before it, as in repository@sha256:…");
	const [registry, rest] = splitRegistry(text);
	if (!isHost(registry)) refuse(`${quoted(registry)} is not a registry host`);
	const [, written = "", tag, digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(rest) ?? [];
	const path = written.toLowerCase();
	const hub = DOCKER_HUB.has(registry.toLowerCase());
	const repository = hub && !path.includes("/") ? `library/${path}` : path;
	if (path === "") refuse("it names no repository");
	if (digest === "") refuse("the digest behind \"@\" is empty");
	if (!REPOSITORY.test(repository)) refuse(`the repository ${quoted(written)} must be made of lowercase letters and digits, parted by single dots, one or two underscores, dashes or slashes`);
	if (repository.length > LONGEST_REPOSITORY) refuse(`the repository is ${repository.length} characters long, at most ${LONGEST_REPOSITORY} are allowed`);
	if (tag !== undefined && !isTag(tag)) refuse(`the tag ${quoted(tag)} must be at most 128 letters, digits, underscores, dots and dashes, not beginning with a dot or dash`);
	return {
		registry: hub ? "docker.io" : lowerHost(registry),
		repository,
		...tag !== undefined && { tag },
		...digest !== undefined && { digest: parseDigest(digest) },
		...path !== written && { written }
	};
}
function lowerCaseNotices(references) {
	const all = new Set(references.flatMap(({ written }) => written ?? []));
	const words = [...all].map((one) => `${quoted(one)} is read as ${quoted(one.toLowerCase())}`);
	return words.length > 0 ? [`image names are in lower case: ${words.join(", ")}`] : [];
}
function lowerHost(host) {
	const lower = host.toLowerCase();
	return lower === "localhost" || /[.:]/.test(lower) ? lower : host;
}
function splitRegistry(text) {
	const slash = text.indexOf("/");
	const first = text.slice(0, Math.max(slash, 0));
	const named = first === "localhost" || /[.:A-Z]/.test(first);
	return named ? [first, text.slice(slash + 1)] : ["docker.io", text];
}
function parseImage(text) {
	const reference = parseReference(text);
	if (reference.tag !== undefined || reference.digest !== undefined) throw new UserError(`${quoted(text)} carries a ${reference.tag === undefined ? "digest" : "tag"}; expected a repository alone, such as ghcr.io/acme/app`);
	return reference;
}
function formatReference(reference) {
	const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
	const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
	return `${repositoryOf(reference)}${tag}${digest}`;
}
function repositoryOf(reference) {
	return `${reference.registry}/${reference.repository}`;
}
function withDigest(reference, digest) {
	return {
		...reference,
		digest
	};
}
const imageIndex = "application/vnd.oci.image.index.v1+json";
const dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
const imageManifest = "application/vnd.oci.image.manifest.v1+json";
const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
const acceptManifests = [
	dockerManifest,
	dockerManifestList,
	imageManifest,
	imageIndex
].join(", ");
const imageConfigs = new Set(["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"]);
const emptyConfig = "application/vnd.oci.empty.v1+json";
function isIndex(mediaType) {
	return mediaType === imageIndex || mediaType === dockerManifestList;
}
function isImage(mediaType) {
	return mediaType === imageManifest || mediaType === dockerManifest;
}
function isManifest(mediaType) {
	return /^application\/vnd\.(?:oci|docker|cncf)\..*\+(?:json|prettyjws)$/.test(mediaType);
}
function essence(contentType) {
	return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
function manifestName(at, reference) {
	return `${repositoryOf(at)}${isDigest(reference) ? "@" : ":"}${reference}`;
}
function manifestRequest({ registry, repository }, method, reference, phase, actions) {
	return {
		registry,
		access: [{
			repository,
			actions
		}],
		method,
		path: `${repository}/manifests/${reference}`,
		phase,
		headers: { accept: acceptManifests }
	};
}
async function headManifest(client, at, reference, phase, context, settles = true) {
	const answers = client.headAnswers(at.registry);
	const request = manifestRequest(at, "HEAD", reference, phase, ["pull"]);
	const get = () => getManifest(client, at, reference, phase, context);
	if (answers.useless) return get();
	let head;
	try {
		head = await client.request(request, context, (answer) => readHead(answer, request, reference));
	} catch (error) {
		const { afterHead } = await import("./head-answers-5f74f97b.js");
		return afterHead(error, answers, phase, get, settles);
	}
	return head ?? get();
}
function findManifest(client, at, reference, context) {
	return unlessAbsent(headManifest(client, at, reference, "read", context, false));
}
async function sha256Of({ digest }, read) {
	return algorithmOf(digest) === "sha256" ? digest : sha256((await read()).bytes);
}
function getManifest(client, at, reference, phase, context) {
	const request = manifestRequest(at, "GET", reference, phase, ["pull"]);
	return client.request(request, context, (answer) => readManifest(answer, request, reference));
}
function readHead({ headers, url }, request, reference) {
	const mediaType = essence(headers["content-type"]);
	const named = headers["docker-content-digest"];
	if (!isManifest(mediaType) || named !== undefined && !isDigest(named)) return undefined;
	if (!isDigest(reference)) return named === undefined ? undefined : {
		mediaType,
		digest: named
	};
	if (named !== undefined && named !== reference && algorithmOf(named) === algorithmOf(reference)) throw contentError("digest mismatch", request, url);
	return {
		mediaType,
		digest: reference
	};
}
function readManifest({ headers, url, bytes }, request, reference) {
	const type = essence(headers["content-type"]);
	const named = headers["docker-content-digest"];
	const expected = isDigest(reference) ? reference : named !== undefined && isDigest(named) ? named : undefined;
	const digest = expected ? hashed(bytes, expected) : sha256(bytes);
	const mediaType = isManifest(type) ? type : isDigest(reference) && digest === reference ? typeIn(bytes) : "";
	if (!isManifest(mediaType)) throw contentError("wrong content type", request, url);
	if (expected && digest !== expected) throw contentError("digest mismatch", request, url);
	return {
		digest,
		mediaType,
		bytes
	};
}
function hashed(bytes, like) {
	const hash = hasher(algorithmOf(like));
	hash.update(bytes);
	return hash.digest();
}
function typeIn(bytes) {
	const mediaType = recordIn(bytes)?.mediaType;
	return typeof mediaType === "string" ? mediaType : "";
}
class NotReadable extends ReportedError {
	name = "NotReadable";
}
async function allReadable(work) {
	const late = [];
	const values = [];
	const waits = [...work].map(async (one, at) => {
		try {
			values[at] = await one;
		} catch (error) {
			if (!(error instanceof NotReadable)) throw error;
			late.push(error);
		}
	});
	await Promise.all(waits);
	if (late.length > 0) throw new NotReadable(messagesOf(late));
	return values;
}
const longestAttempt = 2e4;
const shortestAttempt = 1e3;
async function inTime(name, left, ask) {
	const most = Math.ceil(Math.max(shortestAttempt, left));
	const deadline = Math.min(longestAttempt, most);
	const limit = AbortSignal.timeout(most);
	try {
		return await abortable(ask(deadline, limit), limit);
	} catch (error) {
		throw error === limit.reason ? new RegistryError(name, { kind: "timeout" }, "wait") : error;
	}
}
const policy = {
	attempts: 6,
	base: 500,
	factor: 2,
	cap: 3e4
};
function backoff(attempt, random, cap = policy.cap) {
	return Math.round(random() * Math.min(cap, policy.base * policy.factor ** (attempt - 1)));
}
function triesFor(error) {
	if (!(error instanceof RegistryError)) return 0;
	const { verdict, failure } = error;
	if (verdict.action !== "absent" && verdict.action !== "retry") return 0;
	if (verdict.tries !== undefined) return verdict.tries;
	const broken = failure.kind === "content" && failure.what !== "wrong content type";
	return broken ? policy.attempts : Number.POSITIVE_INFINITY;
}
const firstDelay = 1e3;
const longestDelay = 1e4;
const growth = 1.5;
function pollDelay(polls, clock) {
	return Math.min(longestDelay, firstDelay * growth ** (polls - 1)) * (.75 + clock.random() / 2);
}
class Poll {
	#client;
	#question;
	#context;
	#patience;
	#doubts = 0;
	#asked;
	#last;
	#ends = false;
	constructor(client, question, context, patience, last) {
		this.#client = client;
		this.#question = question;
		this.#context = context;
		this.#patience = patience;
		this.#asked = last ? 1 : 0;
		this.#last = last;
	}
	async untilAnswered(before) {
		for (let polls = 1;; polls++) {
			await before?.(this.#last);
			const answered = await this.once(polls);
			if ("value" in answered) return answered.value;
			await this.#pause(answered, polls);
		}
	}
	async once(polls = 1) {
		const { start, timeout } = this.#patience;
		const { at } = this.#question;
		const free = await this.#client.untilHostFree(at.registry, this.#context.signal, start + timeout);
		if (this.#last && !free) throw this.#late(this.#last);
		this.#asked++;
		const waited = this.#client.clock.now() - start;
		const answered = await this.#ask({
			polls,
			waited,
			last: this.#ends
		});
		if (!("value" in answered)) this.#last = answered;
		return answered;
	}
	async #ask(moment) {
		const left = this.#patience.timeout - moment.waited;
		try {
			return await inTime(this.#question.name, left, (deadline, over) => this.#question.ask({
				...this.#context,
				oneAttempt: {
					deadline,
					over
				}
			}, moment));
		} catch (error) {
			const tries = triesFor(error);
			this.#doubts = tries < Number.POSITIVE_INFINITY ? this.#doubts + 1 : 0;
			if (this.#doubts >= tries || this.#question.isFinal?.(error, moment)) throw error;
			const { reason = "", delay, limit } = verdictOf(error) ?? {};
			return {
				reason,
				delay,
				limit,
				cause: error
			};
		}
	}
	async #pause(answer, polls) {
		const { reason, delay = 0, limit, end = Number.POSITIVE_INFINITY } = answer;
		const { clock } = this.#client;
		const { start, timeout, onPending } = this.#patience;
		const left = Math.min(start + timeout, end) - clock.now();
		if (left <= 0) throw this.#late(answer);
		onPending?.({
			reference: this.#question.name,
			reason,
			polls,
			limit
		});
		const pause = Math.max(pollDelay(polls, clock), delay);
		this.#ends = pause >= left;
		await clock.sleep(Math.min(pause, left), this.#context.signal);
	}
	#late({ reason, cause }) {
		const elapsed = formatDuration(this.#client.clock.now() - this.#patience.start);
		const spent = `${elapsed} and ${counted(this.#asked, "poll")}`;
		return new NotReadable(this.#question.late?.(spent, reason) ?? `${this.#question.name} is not readable after ${spent}; the last answer was ${reason}`, { cause });
	}
}
const longestGrace = 3e4;
class Presence {
	at;
	name;
	#client;
	#reference;
	#grace;
	#repositories;
	#onAsk;
	#repositoryKnown = false;
	constructor(client, at, reference, timeout, repositories, onAsk) {
		this.at = at;
		this.#repositories = repositories;
		this.name = manifestName(at, reference);
		this.#client = client;
		this.#reference = reference;
		this.#grace = Math.min(longestGrace, timeout / 4);
		this.#onAsk = onAsk;
	}
	async ask(context, moment) {
		const { polls, waited, last } = moment;
		this.#onAsk();
		if (!last && (this.#repositoryKnown || polls === 1 || waited < this.#grace)) return { value: await headManifest(this.#client, this.at, this.#reference, "wait", context) };
		try {
			return { value: await getManifest(this.#client, this.at, this.#reference, "wait", context) };
		} catch (error) {
			if (verdictOf(error)?.action !== "absent" || this.isFinal(error, moment)) throw error;
			this.#repositoryKnown ||= await (await this.#repositories()).require(this.at, context);
			throw error;
		}
	}
	isFinal(error, { waited }) {
		return verdictOf(error)?.repositoryUnknown === true && waited >= this.#grace;
	}
}
class Waiter {
	#client;
	#heads = new Map();
	#manifests = new Map();
	#polls = new Map();
	#missing = new Set();
	#pending = new Set();
	#repositories;
	constructor(client) {
		this.#client = client;
	}
	polls(at, reference) {
		return this.#polls.get(this.#key(at, reference)) ?? 0;
	}
	async ready(at, reference, context, patience) {
		const key = this.#key(at, reference);
		const fetched = await this.#manifests.get(key)?.catch(() => undefined);
		if (fetched) {
			this.#polls.set(key, this.polls(at, reference) || 1);
			return fetched;
		}
		return this.#once(this.#heads, key, context, patience, () => this.#untilThere(at, reference, context, patience));
	}
	async read(at, reference, context, patience) {
		const manifest = await this.#once(this.#manifests, this.#key(at, reference), context, patience, () => this.#fetch(at, reference, context, patience));
		const byDigest = this.#key(at, manifest.digest);
		if (!this.#manifests.has(byDigest)) this.#manifests.set(byDigest, Promise.resolve(manifest));
		return manifest;
	}
	async #once(known, key, context, patience, ask) {
		const others = known.get(key);
		const answer = others ?? ask();
		known.set(key, answer);
		if (!others) this.#pending.add(answer);
		const isPending = this.#pending.has(answer);
		try {
			const value = await answer.finally(() => this.#pending.delete(answer));
			if (isPending && this.#missing.has(key)) context.onLate?.();
			return value;
		} catch (error) {
			if (!(error instanceof NotReadable)) throw error;
			if (known.get(key) === answer) known.delete(key);
			if (!others || this.#client.clock.now() >= patience.start + patience.timeout) throw error;
		}
		return this.#once(known, key, context, patience, ask);
	}
	#untilThere(at, reference, context, patience, last) {
		const key = this.#key(at, reference);
		const count = () => void this.#polls.set(key, (this.#polls.get(key) ?? 0) + 1);
		const { timeout } = patience;
		const repositories = () => this.#repositories ??= this.#loadRepositories();
		const presence = new Presence(this.#client, at, reference, timeout, repositories, count);
		const onPending = (note) => {
			if (!note.limit) this.#missing.add(key);
			patience.onPending?.(note);
		};
		return new Poll(this.#client, presence, context, {
			...patience,
			onPending
		}, last).untilAnswered();
	}
	async #fetch(at, reference, context, patience) {
		const manifest = {
			at,
			name: manifestName(at, reference),
			ask: async (attempt) => ({ value: await getManifest(this.#client, at, reference, "wait", attempt) })
		};
		const poll = new Poll(this.#client, manifest, context, patience);
		const first = await poll.once();
		if ("value" in first) return first.value;
		if (!first.limit) this.#missing.add(this.#key(at, reference));
		return poll.untilAnswered((last) => last?.limit ? undefined : this.#untilThere(at, reference, context, patience, first));
	}
	async #loadRepositories() {
		const { Repositories } = await import("./repositories-1919b5c9.js");
		return new Repositories(this.#client);
	}
	#key(at, reference) {
		return `${this.#client.place(at)} ${reference}`;
	}
}
class MalformedDocument extends ReportedError {
	name = "MalformedDocument";
}
const json = JSON;
function parseExactly(text) {
	try {
		return json.parse(text, (_, value, { source }) => typeof value === "number" && source !== undefined && String(value) !== source ? json.rawJSON(source) : value);
	} catch {
		return undefined;
	}
}
function isExactNumber(value) {
	return json.isRawJSON(value);
}
function readIndex(index) {
	const { manifests } = readObject(index);
	const what = `index ${index.digest} does not list its manifests as the OCI image index says`;
	if (manifests !== null && !Array.isArray(manifests)) throw new MalformedDocument(what);
	return (manifests ?? []).map((child, at) => descriptorIn(child, `manifest ${at + 1}`, what));
}
function readImage(manifest) {
	const { config, layers, artifactType } = readObject(manifest);
	const what = `manifest ${manifest.digest} does not name its config and layers`;
	if (!Array.isArray(layers ?? [])) throw new MalformedDocument(`${what}: "layers" is ${shown(layers)}`);
	return {
		config: descriptorIn(config, "the config", what),
		layers: (layers ?? []).map((layer, at) => descriptorIn(layer, `layer ${at + 1}`, what)),
		...isText(artifactType) && artifactType !== "" && { artifactType }
	};
}
function readObject({ digest, bytes }) {
	const value = parseExactly(new TextDecoder().decode(bytes));
	if (isRecord(value)) return value;
	throw new MalformedDocument(`${digest} is not a JSON object`);
}
const optional = new Set("platform annotations artifactType urls os architecture variant os.version os.features features".split(" "));
const none = new Set();
function present(record, mayBeEmpty = optional) {
	const isThere = ([name, value]) => value !== null && value !== undefined && !(mayBeEmpty.has(name) && isEmpty(value));
	return Object.fromEntries(Object.entries(record).filter(isThere));
}
function isEmpty(value) {
	return value === "" || typeof value === "object" && Object.keys(value ?? {}).length === 0;
}
function descriptorIn(value, which, what) {
	if (!isRecord(value)) throw new MalformedDocument(`${what}: ${which} is ${shown(value)}`);
	const platform = isRecord(value.platform) ? present(value.platform) : value.platform;
	const annotations = isRecord(value.annotations) ? present(value.annotations, none) : value.annotations;
	const descriptor = present({
		...value,
		platform,
		annotations
	});
	const fault = faultIn(descriptor, descriptorMembers, "") ?? faultIn(descriptor.platform, platformMembers, "platform.") ?? annotationFault(descriptor.annotations);
	if (fault === undefined) return descriptor;
	const { digest } = value;
	throw new MalformedDocument(`${what}: ${fault} in ${which}${isDigestText(digest) ? `, ${digest}` : ""}`);
}
const orAbsent = (check) => (value) => value === undefined || check(value);
const isText = (value) => typeof value === "string";
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const isDigestText = (value) => isText(value) && isDigest(value);
const descriptorMembers = {
	mediaType: (value) => isText(value) && value !== "",
	digest: isDigestText,
	size: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
	platform: orAbsent(isRecord),
	annotations: orAbsent(isRecord),
	artifactType: orAbsent(isText),
	urls: orAbsent(isTexts)
};
const platformMembers = {
	os: isText,
	architecture: isText,
	variant: orAbsent(isText),
	"os.version": orAbsent(isText),
	"os.features": orAbsent(isTexts)
};
function faultIn(record, members, of) {
	if (!isRecord(record)) return undefined;
	const wrong = Object.keys(members).find((name) => !members[name]?.(record[name]));
	return wrong === undefined ? undefined : `"${of}${wrong}" is ${shown(record[wrong])}`;
}
function annotationFault(annotations) {
	const names = isRecord(annotations) ? Object.keys(annotations) : [];
	return faultIn(annotations, Object.fromEntries(names.map((name) => [name, isText])), "annotations.");
}
function shown(value) {
	if (value === undefined) return "missing";
	if (typeof value === "object") return Array.isArray(value) ? "a list" : value === null ? "null" : "an object";
	return `the ${isText(value) ? "text" : typeof value} ${bounded(JSON.stringify(value), 80)}`;
}
export { MalformedDocument, NotReadable, Poll, RegistryError, RegistryRefusal, Waiter, acceptManifests, actionClient, allReadable, annotationFault, backoff, classify, contentError, createExchange, createTransport, discard, dockerManifest, dockerManifestList, emptyConfig, errors, essence, findManifest, formatReference, getManifest, headManifest, httpFailure, imageConfigs, imageIndex, imageManifest, isExactNumber, isForeign, isHost, isImage, isIndex, isLoopback, isStreamed, isTag, lowerCaseNotices, manifestName, manifestRequest, meanwhile, parseImage, parseReference, policy, readBody, readImage, readIndex, readObject, repositoryOf, retry, retryAfter, serverTime, sha256Of, shortReason, unlessAbsent, verdictOf, where, withDigest };
