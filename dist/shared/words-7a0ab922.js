import { counted } from "./core-cb5264e6.js";
const mostTold = 10;
function toTell(sentences) {
	const more = sentences.length - mostTold;
	return more > 0 ? [...sentences.slice(0, mostTold), `${more} more such sentences`] : [...sentences];
}
function referrersInWords({ copied, present, left }) {
	return [
		`${counted(copied, "referrer")} copied`,
		...present > 0 ? [`${present} present`] : [],
		...left.length > 0 ? [`${left.length} left behind`] : []
	].join(", ");
}
export { referrersInWords, toTell };
