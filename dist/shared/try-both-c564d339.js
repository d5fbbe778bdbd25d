import { UserError } from "./core-cb5264e6.js";
import { RegistryError, RegistryRefusal } from "./publish-index_wait-digests-66bd1fd0.js";
import { byProxy } from "./failed-attempt-b228c6db.js";
const noTls = new Set([
	"ERR_SSL_WRONG_VERSION_NUMBER",
	"ERR_SSL_PACKET_LENGTH_TOO_LONG",
	"ERR_SSL_HTTP_REQUEST"
]);
const unmet = new Set(["ENOTFOUND", "EAI_AGAIN"]);
const unmetAtPort = new Set([
	"ECONNREFUSED",
	"ETIMEDOUT",
	"UND_ERR_CONNECT_TIMEOUT"
]);
async function tryBoth(secure, plain, to, { isSecure, onSpoken }) {
	const first = await outcomeOf(to(secure));
	if (isAnswered(first)) onSpoken(secure);
	if ("answer" in first) return first.answer;
	const shown = showsNoTls(first);
	if (isSecure() || !shown && !hasMetNobody(first, isWithoutPort(secure, plain))) throw first.error;
	const second = await outcomeOf(to(plain));
	const spoken = shown || isAnswered(second) && statusOf(second) !== 400;
	if (spoken) onSpoken(plain);
	if ("answer" in second) return second.answer;
	throw spoken || !(second.error instanceof RegistryError) ? second.error : first.error;
}
function showsNoTls(outcome) {
	return noTls.has(codeOf(outcome));
}
function hasMetNobody(outcome, withoutPort) {
	const code = codeOf(outcome);
	if ("error" in outcome && outcome.error instanceof UserError) return true;
	return unmet.has(code) || withoutPort && unmetAtPort.has(code) || isRefusedByProxy(outcome);
}
function isWithoutPort(secure, plain) {
	return new URL(secure).port === "" && new URL(plain).port === "";
}
function outcomeOf(attempt) {
	return attempt.then((answer) => ({ answer }), (error) => ({ error }));
}
function isAnswered(outcome) {
	if ("answer" in outcome) return true;
	const { error } = outcome;
	if (!(error instanceof RegistryError)) return error instanceof RegistryRefusal;
	return ["http", "content"].includes(error.failure.kind) && !isRefusedByProxy(outcome);
}
function codeOf(outcome) {
	const error = "error" in outcome ? outcome.error : undefined;
	return error instanceof RegistryError && error.failure.kind === "network" ? error.failure.code : "";
}
function statusOf(outcome) {
	const error = "error" in outcome ? outcome.error : undefined;
	return error instanceof RegistryError && error.failure.kind === "http" ? error.failure.status : undefined;
}
function isRefusedByProxy(outcome) {
	return "error" in outcome && outcome.error instanceof RegistryError && outcome.error.where.endsWith(byProxy);
}
export { tryBoth };
