async function readText(body, most) {
	const decoder = new TextDecoder();
	let text = "";
	let left = most;
	for await (const chunk of body ?? []) {
		if (chunk.byteLength > left) return {
			text: text + decoder.decode(chunk.subarray(0, left)),
			whole: false
		};
		text += decoder.decode(chunk, { stream: true });
		left -= chunk.byteLength;
	}
	return {
		text: text + decoder.decode(),
		whole: true
	};
}
export { readText };
