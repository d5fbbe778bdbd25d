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
	const { kind, major } = product;
	if (kind === "gitea") return isBefore(product, 1, 23) ? "statuses" : isBefore(product, 1, 25) ? "tasks" : "runs";
	return major >= 12 ? "runs" : major >= 8 ? "tasks" : "statuses";
}
function isBefore(product, major, minor) {
	return product.major < major || product.major === major && product.minor < minor;
}
function expandsCalls(product) {
	return !isBefore(product, 1, 27);
}
function whyNoList(product, what, since) {
	const { kind, major, minor } = product;
	const name = kind === "gitea" ? "Gitea" : "Forgejo";
	const [wantedMajor, wantedMinor] = since[kind];
	const version = `${name} ${major}.${minor}`;
	const wanted = kind === "gitea" ? `${wantedMajor}.${wantedMinor}` : wantedMajor;
	return isBefore(product, wantedMajor, wantedMinor) ? `${version} has no list of ${what}; it came with ${name} ${wanted}` : `${version} has a list of ${what}, but not at this address; a proxy in between may refuse it`;
}
export { expandsCalls, isBefore, parseProduct, runSource, whyNoList };
