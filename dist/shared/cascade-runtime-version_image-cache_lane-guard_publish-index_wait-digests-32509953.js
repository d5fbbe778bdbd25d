import { setSecret } from "./core-a8176de4.js";
function secretForms(secret) {
	const bytes = Buffer.from(secret);
	const forms = new Set([
		secret,
		encodeURIComponent(secret),
		bytes.toString("base64")
	]);
	for (const line of secret.split(/[\r\n]+/)) forms.add(line);
	for (const skipped of [
		0,
		1,
		2
	]) {
		const whole = bytes.subarray(skipped, bytes.length - (bytes.length - skipped) % 3);
		if (whole.length >= 6) for (const form of ["base64", "base64url"]) forms.add(whole.toString(form));
	}
	return [...forms].filter((form) => form.trim() !== "");
}
function redact(text, secrets) {
	const forms = secrets.flatMap(secretForms).sort((a, b) => b.length - a.length);
	return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}
function maskSecret(secret) {
	for (const form of secretForms(secret)) setSecret(form);
}
export { maskSecret, redact };
