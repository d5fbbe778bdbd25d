const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { UserError, quoted, ReportedError, bounded, oneLine, parseJson, isRecord } from "./core-5fecaee2.js";
import { formatDuration } from "./cascade-runtime-version_image-cache_publish-index_wait-digests-2aa53bc7.js";
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new UserError(`${quoted(text)} is not a digest; expected sha256: with 64 lowercase hexadecimal digits or sha512: with 128`);
}
function sha256(bytes) {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function algorithmOf(digest) {
	return digest.slice(0, digest.indexOf(":"));
}
function hasher(algorithm = "sha256") {
	const hash = createHash(algorithm);
	return {
		update(chunk) {
			hash.update(chunk);
		},
		digest: () => `${algorithm}:${hash.digest("hex")}`
	};
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
export { RegistryError, RegistryRefusal, algorithmOf, classify, hasher, httpFailure, isDigest, parseDigest, retryAfter, serverTime, sha256, shortReason, unlessAbsent, verdictOf };
