function enumerated(words, most = 5, by = "and") {
	const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
	const last = shown.at(-1) ?? "";
	return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} ${by} ${last}` : last;
}
export { enumerated };
