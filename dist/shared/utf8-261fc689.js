function decodeUtf8(bytes) {
	return decode(bytes, "utf-8");
}
function decodeText(bytes) {
	const mark = `${bytes[0]} ${bytes[1]}`;
	return decode(bytes, mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8");
}
function decode(bytes, encoding) {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
export { decodeText, decodeUtf8 };
