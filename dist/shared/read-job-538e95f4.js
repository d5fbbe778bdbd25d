import { repositoryUrl } from "./lane-guard-7072a311.js";
function labelsIn(value) {
	const list = value ?? [];
	const isList = Array.isArray(list) && list.every((label) => typeof label === "string");
	return isList ? list : undefined;
}
function timeIn(value) {
	const time = new Date(typeof value === "string" ? value : Number.NaN);
	return time.getTime() > 0 ? time : undefined;
}
function idIn(value) {
	return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
function repositoryIn(url) {
	const [, owner, name] = /\/repos\/([^/]+)\/([^/]+)\/actions\//.exec(typeof url === "string" ? url : "") ?? [];
	if (owner === undefined || name === undefined) return undefined;
	try {
		return {
			owner: decodeURIComponent(owner),
			name: decodeURIComponent(name)
		};
	} catch {
		return undefined;
	}
}
function runsPage(serverUrl, repository) {
	return repository === undefined ? serverUrl : `${repositoryUrl(serverUrl, repository)}/actions`;
}
export { idIn, labelsIn, repositoryIn, runsPage, timeIn };
