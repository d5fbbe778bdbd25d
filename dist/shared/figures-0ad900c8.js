import { UserError, quoted } from "./core-cb5264e6.js";
const accepted = "expected figures that rise, such as 1, 25%, 100%, the last of which is 100%";
const all = Object.freeze({
	text: "100%",
	value: 100,
	unit: "per cent"
});
function parseFigures(text) {
	const figures = text.split(/\s*(?:,|[\r\n]+)\s*/).map(parseFigure);
	for (const [at, { text: shown, value, unit }] of figures.entries()) {
		const earlier = figures.slice(0, at);
		if (earlier.some(({ text }) => text === all.text)) throw new UserError(`${quoted(shown)} comes after 100%, which leaves nothing for it; ${accepted}`);
		const last = earlier.findLast((figure) => figure.unit === unit);
		if (last !== undefined && last.value >= value) throw new UserError(`${quoted(shown)} is no more than ${quoted(last.text)} before it; ${accepted}`);
	}
	const end = figures.at(-1);
	if (end?.text !== all.text) throw new UserError(`the last figure is ${quoted(end?.text ?? "")}, so that some templates may never get the version; ${accepted}`);
	return figures;
}
function parseFigure(text) {
	const [, digits, sign] = /^([1-9]\d{0,5})(%?)$/.exec(text) ?? [];
	const value = Number(digits);
	if (digits === undefined || sign === "%" && value > 100) throw new UserError(`${quoted(text, 60)} is neither a number of templates from 1 on nor a percentage from 1% to 100%; ${accepted}`);
	return {
		text,
		value,
		unit: sign === "%" ? "per cent" : "templates"
	};
}
export { all, parseFigures };
