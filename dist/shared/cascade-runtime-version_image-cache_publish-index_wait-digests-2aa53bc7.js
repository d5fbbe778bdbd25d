function formatDuration(ms) {
	if (ms < 100) return `${Math.round(ms)} ms`;
	return `${ms >= 9950 ? Math.round(ms / 1e3) : Math.round(ms / 100) / 10} s`;
}
function formatAge(ms) {
	if (ms < 12e4) return `${Math.floor(ms / 1e3)} s`;
	const minutes = Math.floor(ms / 6e4);
	return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
export { formatAge, formatDuration };
