import { quoted } from "./core-cb5264e6.js";
import { YamlError, UnknownAnchorError } from "./tree-e7568adf.js";
const skipped = {
	kind: "list",
	offset: 0,
	items: []
};
const mostMergedKeys = 1e4;
class MapRules {
	options;
	fail;
	#merged = 0;
	constructor(options, fail) {
		this.options = options;
		this.fail = fail;
	}
	merge(source, entries, offset) {
		for (const one of source.kind === "list" ? source.items : [source]) {
			const from = one.kind === "map" ? one.entries : undefined;
			if (!from) this.fail("a merge key takes a map or a list of maps", one.offset);
			this.#merged += from.size;
			if (this.#merged > mostMergedKeys) this.fail(`merge keys add more than ${mostMergedKeys} keys`, offset);
			for (const [name, entry] of from) if (!entries.has(name)) entries.set(name, entry);
		}
	}
}
const noEntries = new Map();
class MapBuilder {
	context;
	#rules;
	#offset;
	#pairs = [];
	#entries;
	#merges;
	#key = skipped;
	#keyOffset = 0;
	#isMerge = false;
	constructor(rules, context, offset) {
		this.#rules = rules;
		this.context = context;
		this.#offset = offset;
		this.#entries = context.skipped ? noEntries : new Map();
	}
	key(node, alias) {
		this.#key = node;
		this.#keyOffset = alias ?? node.offset;
		this.#isMerge = alias === undefined && node.kind === "scalar" && node.plain && node.text === "<<";
	}
	get valueContext() {
		const { anchored, depth } = this.context;
		const { skips } = this.#rules.options;
		if (anchored || this.#key.kind !== "scalar" || !skips?.(depth, this.#key.text)) return this.context;
		return {
			depth,
			anchored,
			skipped: true
		};
	}
	value(value, isAlias = false) {
		if (this.context.skipped) return;
		const pair = {
			key: this.#key,
			offset: this.#keyOffset,
			value,
			isAlias
		};
		this.#pairs.push(pair);
		if (this.#isMerge) {
			this.#merges ??= [];
			this.#merges.push(value);
		} else if (pair.key.kind === "scalar") {
			const name = pair.key.text;
			if (!this.#entries.has(name)) this.#entries.set(name, pair);
			else if (this.#rules.options.duplicates !== "first") this.#rules.fail(`the key ${quoted(name)} is there twice`, pair.offset);
		}
	}
	map() {
		if (this.context.skipped) return skipped;
		for (const source of this.#merges ?? []) this.#rules.merge(source, this.#entries, this.#offset);
		const map = {
			kind: "map",
			offset: this.#offset,
			entries: this.#entries,
			pairs: this.#pairs
		};
		return map;
	}
}
function positions(text) {
	let starts;
	let pairs;
	return (offset) => {
		starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
		pairs ??= Array.from(text.matchAll(/[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g), ({ index }) => index);
		const line = countBefore(starts, offset + 1);
		const start = starts[line - 1] ?? 0;
		const twice = countBefore(pairs, offset) - countBefore(pairs, start);
		return {
			line,
			column: offset - start - twice + 1
		};
	};
}
function countBefore(numbers, most) {
	let low = 0;
	let high = numbers.length;
	while (low < high) {
		const middle = low + high >> 1;
		if ((numbers[middle] ?? 0) < most) low = middle + 1;
		else high = middle;
	}
	return low;
}
const code = {
	end: 0,
	tab: 9,
	lineFeed: 10,
	carriageReturn: 13,
	space: 32,
	exclamation: 33,
	double: 34,
	hash: 35,
	percent: 37,
	ampersand: 38,
	single: 39,
	asterisk: 42,
	comma: 44,
	minus: 45,
	dot: 46,
	colon: 58,
	greater: 62,
	question: 63,
	at: 64,
	openBracket: 91,
	backslash: 92,
	closeBracket: 93,
	backtick: 96,
	openBrace: 123,
	pipe: 124,
	closeBrace: 125
};
const isBlank = (char) => char === code.space || char === code.tab;
const isBreak = (char) => char === code.lineFeed || char === code.carriageReturn;
const isBreakOrEnd = (char) => isBreak(char) || char === code.end;
const isGap = (char) => isBlank(char) || isBreakOrEnd(char);
const isFlowIndicator = (char) => char === code.comma || char === code.openBracket || char === code.closeBracket || char === code.openBrace || char === code.closeBrace;
function afterBreak(text, at) {
	const pair = text.charCodeAt(at) === code.carriageReturn && text.charCodeAt(at + 1) === code.lineFeed;
	return pair ? at + 2 : at + 1;
}
function afterCharacters(text, start, count) {
	let at = start;
	for (let left = count; left > 0; left--) at += (text.codePointAt(at) ?? 0) > 65535 ? 2 : 1;
	return at;
}
const longestGap = 512;
class Cursor {
	text;
	fail;
	at = 0;
	lineStart = 0;
	constructor(text, fail) {
		this.text = `${text}\0`;
		this.fail = fail;
	}
	char(ahead = 0) {
		return this.text.charCodeAt(this.at + ahead);
	}
	column() {
		return this.at - this.lineStart;
	}
	breakLine() {
		this.at = afterBreak(this.text, this.at);
		this.lineStart = this.at;
	}
	skipBlanks() {
		while (isBlank(this.char())) this.at++;
	}
	skipToLineEnd() {
		while (!isBreakOrEnd(this.char())) this.at++;
	}
	skipComments() {
		this.skipToLineEnd();
		let { lineStart } = this;
		for (let next = this.at; next < this.at + longestGap; next++) {
			const char = this.text.charCodeAt(next);
			if (isBreak(char)) lineStart = next + 1;
			else if (char === code.hash) {
				this.at = next;
				this.lineStart = lineStart;
				this.skipToLineEnd();
				next = this.at - 1;
			} else if (!isBlank(char)) return;
		}
	}
	skipLineComment() {
		let next = this.at;
		while (next < this.at + longestGap && isBlank(this.text.charCodeAt(next))) next++;
		if (next === this.at + longestGap || this.text.charCodeAt(next) !== code.hash) return;
		this.at = next;
		this.skipToLineEnd();
	}
	isAtDocumentMark() {
		const char = this.char();
		return (char === code.minus || char === code.dot) && this.column() === 0 && this.char(1) === char && this.char(2) === char && isGap(this.char(3));
	}
	failToIndent() {
		return this.fail("a tab cannot indent a line; use spaces", this.at);
	}
}
function folded(text, start) {
	let breaks = 0;
	let at = start;
	for (;;) {
		const char = text.charCodeAt(at);
		if (isBreak(char)) {
			breaks++;
			at = afterBreak(text, at);
		} else if (isBlank(char)) at++;
		else break;
	}
	if (breaks === 0) return {
		value: text.slice(start, at),
		end: at
	};
	return {
		value: breaks === 1 ? " " : "\n".repeat(breaks - 1),
		end: at
	};
}
function plainValue(text) {
	return unfolded(text, code.end);
}
function singleQuotedValue(text) {
	return unfolded(text, code.single);
}
function unfolded(text, quote) {
	let value = "";
	let from = 0;
	let at = 0;
	while (at < text.length) {
		const char = text.charCodeAt(at);
		if (char === quote) {
			value += text.slice(from, at + 1);
			at += 2;
			from = at;
		} else if (isBlank(char) || isBreak(char)) {
			const gap = folded(text, at);
			value += text.slice(from, at) + gap.value;
			from = gap.end;
			at = gap.end;
		} else at++;
	}
	return value + text.slice(from);
}
const escapes = new Map([
	["0", "\0"],
	["a", "\x07"],
	["b", "\b"],
	["t", "	"],
	["	", "	"],
	["n", "\n"],
	["v", "\v"],
	["f", "\f"],
	["r", "\r"],
	["e", "\x1B"],
	[" ", " "],
	["\"", "\""],
	["'", "'"],
	["/", "/"],
	["\\", "\\"],
	["N", ""],
	["_", "\xA0"],
	["L", "\u2028"],
	["P", "\u2029"]
]);
const digits = new Map([
	["x", 2],
	["u", 4],
	["U", 8]
]);
function doubleQuotedValue(text, fail) {
	let value = "";
	let from = 0;
	let at = 0;
	while (at < text.length) {
		const char = text.charCodeAt(at);
		if (char === code.backslash && isBreak(text.charCodeAt(at + 1))) {
			value += text.slice(from, at);
			at = afterBreak(text, at + 1);
			for (;; at++) {
				const next = text.charCodeAt(at);
				if (isBreak(next)) {
					value += "\n";
					at = afterBreak(text, at) - 1;
				} else if (!isBlank(next)) break;
			}
			from = at;
		} else if (char === code.backslash) {
			const escaped = escapeAt(text, at, fail);
			value += text.slice(from, at) + escaped.value;
			at = escaped.end;
			from = at;
		} else if (isBlank(char) || isBreak(char)) {
			const gap = folded(text, at);
			value += text.slice(from, at) + gap.value;
			at = gap.end;
			from = at;
		} else at++;
	}
	return value + text.slice(from);
}
function escapeAt(text, at, fail) {
	const letter = text.charAt(at + 1);
	const value = escapes.get(letter);
	if (value !== undefined) return {
		value,
		end: at + 2
	};
	const length = digits.get(letter);
	if (length === undefined) return fail("a backslash before this character means nothing", at);
	const end = at + 2 + length;
	const char = hexadecimal(text.slice(at + 2, end), length);
	if (char === undefined) return fail(`\\${letter} takes ${length} hexadecimal digits`, at);
	if (char < 55296 || char > 57343 && char <= 1114111) return {
		value: String.fromCodePoint(char),
		end
	};
	const second = text.startsWith("\\u", end) ? hexadecimal(text.slice(end + 2, end + 6), 4) : undefined;
	if (char <= 56319 && second !== undefined && second >= 56320 && second <= 57343) return {
		value: String.fromCharCode(char, second),
		end: end + 6
	};
	return fail("this is the number of no character", at);
}
function hexadecimal(text, length) {
	return text.length === length && /^[\da-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}
function blockValue(text, { start, end, indent, folded, chomping }) {
	let value = "";
	let lineEnd = "";
	let empty = 0;
	let indentedMore = false;
	let at = start;
	while (at < end) {
		let column = 0;
		while (column < indent && text.charCodeAt(at) === code.space) {
			column++;
			at++;
		}
		if (at >= end) break;
		if (isBreak(text.charCodeAt(at))) {
			empty++;
			at = afterBreak(text, at);
			continue;
		}
		const wasIndentedMore = indentedMore;
		indentedMore = isBlank(text.charCodeAt(at));
		if (!folded || wasIndentedMore || indentedMore) value += lineEnd;
		else if (lineEnd !== "" && empty === 0) value += " ";
		value += "\n".repeat(empty);
		empty = 0;
		const from = at;
		while (at < end && !isBreakOrEnd(text.charCodeAt(at))) at++;
		value += text.slice(from, at);
		lineEnd = at < end ? "\n" : "";
		if (at < end) at = afterBreak(text, at);
	}
	if (chomping === "strip") return value;
	return value + lineEnd + (chomping === "keep" ? "\n".repeat(empty) : "");
}
function scanPlain(cursor, flow, indent) {
	const { text, at: start } = cursor;
	let end = start;
	let broken = false;
	let lines = false;
	while (cursor.char() !== code.hash && !cursor.isAtDocumentMark()) {
		const at = endOfPlainWords(text, cursor.at, flow);
		if (at > cursor.at) {
			lines ||= broken;
			broken = false;
			end = at;
			cursor.at = at;
		}
		if (!isBlank(cursor.char()) && !isBreak(cursor.char())) break;
		for (let char = cursor.char();; char = cursor.char()) {
			if (isBreak(char)) {
				cursor.breakLine();
				broken = true;
			} else if (isBlank(char)) {
				if (broken && char === code.tab && cursor.column() <= indent) cursor.failToIndent();
				cursor.at++;
			} else break;
		}
		if (!flow && cursor.column() <= indent) break;
	}
	const written = text.slice(start, end);
	return {
		value: lines ? later(plainValue, written) : written,
		end,
		broken
	};
}
function endOfPlainWords(text, start, flow) {
	for (let at = start;; at++) {
		const char = text.charCodeAt(at);
		if (flow && isFlowIndicator(char)) return at;
		if (char > code.question) continue;
		if (isGap(char)) return at;
		if ((char === code.colon || flow && char === code.question) && isGap(text.charCodeAt(at + 1))) return at;
	}
}
function scanQuoted(cursor, quote) {
	const start = cursor.at++;
	let asWritten = true;
	for (;;) {
		const char = cursor.char();
		if (char === quote) {
			if (quote === code.double || cursor.char(1) !== quote) break;
			asWritten = false;
			cursor.at += 2;
		} else if (isBreak(char)) {
			asWritten = false;
			cursor.breakLine();
			if (cursor.isAtDocumentMark()) cursor.fail("a document begins or ends here, inside of quotes", cursor.at);
		} else if (char === code.backslash && quote === code.double) {
			asWritten = false;
			cursor.at += isBreakOrEnd(cursor.char(1)) ? 1 : 2;
		} else if (char === code.end) cursor.fail("nothing closes this quote", start);
		else cursor.at++;
	}
	const written = cursor.text.slice(start + 1, cursor.at);
	cursor.at++;
	if (asWritten) return written;
	if (quote === code.single) return later(singleQuotedValue, written);
	return doubleQuotedValue(written, (message, offset) => cursor.fail(message, start + 1 + offset));
}
function scanBlock(cursor, indent) {
	const folded = cursor.char() === code.greater;
	cursor.at++;
	const [head = ""] = /^(?:[+-]\d?|\d[+-]?)?/.exec(cursor.text.slice(cursor.at, cursor.at + 2)) ?? [];
	const [digit = ""] = /\d/.exec(head) ?? [];
	if (digit === "0") cursor.fail("a block is indented by 1 to 9", cursor.at);
	cursor.at += head.length;
	cursor.skipBlanks();
	if (cursor.char() === code.hash) cursor.skipToLineEnd();
	if (!isBreakOrEnd(cursor.char())) cursor.fail("the line ends after this, or after a comment", cursor.at);
	if (isBreak(cursor.char())) cursor.breakLine();
	const start = cursor.at;
	const asked = digit === "" ? undefined : Math.max(indent, 0) + Number(digit);
	const widest = skipEmptyLines(cursor, asked);
	const own = asked ?? Math.max(widest, indent + 1, 1);
	while (cursor.column() === own && cursor.char() !== code.end) {
		cursor.skipToLineEnd();
		if (isBreak(cursor.char())) cursor.breakLine();
		skipEmptyLines(cursor, own);
	}
	const chomping = head.includes("+") ? "keep" : head.includes("-") ? "strip" : "clip";
	const { text, at: end } = cursor;
	return () => blockValue(text, {
		start,
		end,
		indent: own,
		folded,
		chomping
	});
}
function skipEmptyLines(cursor, indent = Number.POSITIVE_INFINITY) {
	for (let widest = 0;; cursor.breakLine()) {
		while (cursor.column() < indent && cursor.char() === code.space) cursor.at++;
		widest = Math.max(widest, cursor.column());
		if (cursor.column() < indent && cursor.char() === code.tab) cursor.failToIndent();
		if (!isBreak(cursor.char())) return widest;
	}
}
function later(decode, written) {
	return () => decode(written);
}
const longestKey = 1024;
const lookahead = 2;
class Scanner {
	#cursor;
	#takesAmbiguous;
	#indent = -1;
	#indents = [];
	#level = {
		opener: undefined,
		candidate: undefined
	};
	#levels = [];
	#keyAllowed = true;
	#queue = [];
	#head = 0;
	#ready;
	#taken = 0;
	constructor(text, takesAmbiguous, fail) {
		this.#takesAmbiguous = takesAmbiguous;
		this.#cursor = new Cursor(text, fail);
	}
	peek() {
		while (!this.#ready) {
			const head = this.#queue[this.#head];
			if (this.#head < this.#queue.length - lookahead && !this.#isOpen(head?.candidate)) this.#ready = head;
			else this.#read();
		}
		return this.#ready;
	}
	take() {
		this.peek();
		this.#ready = undefined;
		this.#head++;
		this.#taken++;
		if (this.#head === 256) {
			this.#queue = this.#queue.slice(this.#head);
			this.#head = 0;
		}
	}
	#read() {
		const before = this.#cursor.at;
		this.#skipGap();
		const column = this.#cursor.column();
		this.#unindent(column, before);
		const char = this.#cursor.char();
		if (char === code.end) this.#readEnd();
		else if (column === 0 && char === code.percent) this.#readDirective();
		else if (this.#cursor.isAtDocumentMark()) this.#readDocumentMark(char);
		else {
			this.#readToken(char);
			const last = this.#queue.at(-1);
			const lineEnded = last && this.#cursor.lineStart > last.end;
			if (last?.type !== "-" && !lineEnded) this.#cursor.skipLineComment();
		}
	}
	#readToken(char) {
		switch (char) {
			case code.openBracket:
				this.#readOpening("[");
				break;
			case code.openBrace:
				this.#readOpening("{");
				break;
			case code.closeBracket:
				this.#readClosing("]");
				break;
			case code.closeBrace:
				this.#readClosing("}");
				break;
			case code.comma:
				this.#readComma();
				break;
			case code.minus:
				if (isGap(this.#cursor.char(1))) this.#readItem();
				else this.#readPlain();
				break;
			case code.question:
				if (isGap(this.#cursor.char(1))) this.#readKey();
				else if (this.#isFlow() && !this.#takesAmbiguous) this.#failToJudge(this.#cursor.at);
				else this.#readPlain();
				break;
			case code.colon:
				if (this.#isFlow() || isGap(this.#cursor.char(1))) this.#readValue();
				else this.#readPlain();
				break;
			case code.asterisk:
				this.#readName("alias");
				break;
			case code.ampersand:
				this.#readName("anchor");
				break;
			case code.exclamation:
				this.#readTag();
				break;
			case code.single:
			case code.double:
				this.#readQuoted(char);
				break;
			case code.pipe:
			case code.greater:
				if (this.#isFlow()) this.#failToBegin(char);
				this.#readBlock();
				break;
			case code.tab:
				this.#cursor.failToIndent();
				break;
			case code.percent:
			case code.at:
			case code.backtick:
				this.#failToBegin(char);
				break;
			default: this.#readPlain();
		}
	}
	#failToBegin(char) {
		return this.#cursor.fail(`nothing can begin with ${String.fromCharCode(char)} here; use quotes`, this.#cursor.at);
	}
	#failToJudge(offset) {
		return this.#cursor.fail("parsers do not agree on what a ? means here, so it is not judged; use quotes", offset);
	}
	#isFlow() {
		return this.#levels.length > 0;
	}
	#add(type, start, end, candidate) {
		this.#queue.push({
			type,
			start,
			end,
			value: "",
			plain: false,
			candidate
		});
	}
	#addIndicator(type) {
		this.#cursor.at++;
		this.#add(type, this.#cursor.at - 1, this.#cursor.at);
	}
	#insert(type, start, number) {
		const place = number - this.#taken;
		const token = {
			type,
			start,
			end: start,
			value: "",
			plain: false,
			candidate: undefined
		};
		if (place < 0) this.#queue.push(token);
		else this.#queue.splice(this.#head + place, 0, token);
	}
	#isOpen(candidate) {
		if (!candidate?.open) return false;
		if (candidate.lineStart === this.#cursor.lineStart && !this.#isTooFar(candidate)) return true;
		this.#close(candidate);
		return false;
	}
	#isTooFar(candidate) {
		if (this.#cursor.at - candidate.start <= longestKey) return false;
		candidate.limit ??= afterCharacters(this.#cursor.text, candidate.start, longestKey);
		return this.#cursor.at > candidate.limit;
	}
	#close(candidate) {
		if (candidate.required) this.#cursor.fail("a key is expected here, with a colon in the same line", candidate.start);
		candidate.open = false;
	}
	#dropCandidate() {
		if (this.#level.candidate?.open) this.#close(this.#level.candidate);
	}
	#saveCandidate() {
		if (!this.#keyAllowed) return undefined;
		this.#dropCandidate();
		this.#level.candidate = {
			open: true,
			required: !this.#isFlow() && this.#indent === this.#cursor.column(),
			number: this.#taken + this.#queue.length - this.#head,
			start: this.#cursor.at,
			lineStart: this.#cursor.lineStart
		};
		return this.#level.candidate;
	}
	#indentTo(column, type, start, number) {
		if (this.#isFlow() || this.#indent >= column) return;
		this.#indents.push(this.#indent);
		this.#indent = column;
		this.#insert(type, start, number ?? Number.NEGATIVE_INFINITY);
	}
	#unindent(column, at) {
		if (this.#isFlow()) return;
		while (this.#indent > column) {
			this.#add("block-end", at, at);
			this.#indent = this.#indents.pop() ?? -1;
		}
	}
	#skipGap() {
		for (;;) {
			let char = this.#cursor.char();
			while (char === code.space || char === code.tab && (this.#isFlow() || !this.#keyAllowed)) {
				this.#cursor.at++;
				char = this.#cursor.char();
			}
			if (char === code.hash) {
				this.#cursor.skipComments();
				char = this.#cursor.char();
			}
			if (!isBreak(char)) return;
			this.#cursor.breakLine();
			if (!this.#isFlow()) this.#keyAllowed = true;
		}
	}
	#readEnd() {
		this.#cursor.lineStart = this.#cursor.at;
		this.#unindent(-1, this.#cursor.at);
		this.#dropCandidate();
		this.#keyAllowed = false;
		this.#add("end", this.#cursor.at, this.#cursor.at);
	}
	#readDirective() {
		const start = this.#cursor.at;
		this.#unindent(-1, start);
		this.#dropCandidate();
		this.#keyAllowed = false;
		this.#cursor.skipToLineEnd();
		const line = this.#cursor.text.slice(start, this.#cursor.at);
		if (!/^%(?:YAML[ \t]+1\.[12](?!\d)|TAG[ \t]+!(?:[\w-]*!)?[ \t]+[\w\-;/?:@&=+$,.!~*'()[\]%]+(?![^ \t]))[ \t]*(?:#.*)?$/.test(line)) this.#cursor.fail("this line says nothing that is known about the text", start);
		this.#add("directive", start, this.#cursor.at);
		if (isBreak(this.#cursor.char())) this.#cursor.breakLine();
	}
	#readDocumentMark(char) {
		const start = this.#cursor.at;
		this.#unindent(-1, start);
		this.#dropCandidate();
		this.#keyAllowed = false;
		this.#cursor.at += 3;
		this.#add(char === code.minus ? "document-start" : "document-end", start, this.#cursor.at);
	}
	#readOpening(type) {
		this.#add(type, this.#cursor.at, this.#cursor.at + 1, this.#saveCandidate());
		this.#levels.push(this.#level);
		this.#level = {
			opener: this.#queue.at(-1),
			candidate: undefined
		};
		this.#keyAllowed = true;
		this.#cursor.at++;
	}
	#readClosing(type) {
		this.#dropCandidate();
		const { opener, candidate } = this.#level;
		const outer = this.#levels.pop();
		if (outer) {
			if (opener && !candidate) opener.candidate = undefined;
			this.#level = outer;
		}
		this.#keyAllowed = false;
		this.#addIndicator(type);
	}
	#readComma() {
		this.#dropCandidate();
		this.#keyAllowed = true;
		this.#addIndicator(",");
	}
	#readItem() {
		if (!this.#isFlow()) {
			if (!this.#keyAllowed) this.#cursor.fail("an item of a list cannot begin here", this.#cursor.at);
			this.#indentTo(this.#cursor.column(), "block-list", this.#cursor.at);
		}
		this.#dropCandidate();
		this.#keyAllowed = true;
		this.#addIndicator("-");
	}
	#readKey() {
		if (!this.#isFlow()) {
			if (!this.#keyAllowed) this.#cursor.fail("a key cannot begin here", this.#cursor.at);
			this.#indentTo(this.#cursor.column(), "block-map", this.#cursor.at);
		}
		this.#dropCandidate();
		this.#keyAllowed = !this.#isFlow();
		this.#addIndicator("key");
	}
	#readValue() {
		const { candidate } = this.#level;
		if (this.#isOpen(candidate)) {
			this.#insert("key", candidate.start, candidate.number);
			const column = candidate.start - candidate.lineStart;
			this.#indentTo(column, "block-map", candidate.start, candidate.number);
			candidate.open = false;
			this.#keyAllowed = false;
		} else {
			if (!this.#isFlow()) {
				if (!this.#keyAllowed) this.#cursor.fail("a value with a colon before it cannot stand here", this.#cursor.at);
				this.#indentTo(this.#cursor.column(), "block-map", this.#cursor.at);
			}
			this.#keyAllowed = !this.#isFlow();
		}
		this.#addIndicator("value");
	}
	#readName(type) {
		const candidate = this.#saveCandidate();
		this.#keyAllowed = false;
		const start = this.#cursor.at++;
		for (;;) {
			const char = this.#cursor.char();
			if (char <= code.space || char > 126 || char === code.colon || isFlowIndicator(char)) break;
			this.#cursor.at++;
		}
		const next = this.#cursor.char();
		const ends = isGap(next) || next === code.colon || next === code.comma || next === code.closeBracket || next === code.closeBrace;
		if (this.#cursor.at === start + 1 || !ends) this.#cursor.fail("a name in plain letters is expected here", start);
		const sign = this.#cursor.text.slice(start, this.#cursor.at).indexOf("?");
		if (sign >= 0 && !this.#takesAmbiguous) this.#failToJudge(start + sign);
		this.#add(type, start, this.#cursor.at, candidate);
	}
	#readTag() {
		const candidate = this.#saveCandidate();
		this.#keyAllowed = false;
		const start = this.#cursor.at;
		const written = /!(?:<[\w\-;/?:@&=+$,.!~*'()[\]%]+>|[\w-]*![\w\-;/?:@&=+$,.!~*'()[\]%]+|(?![\w-]*!)[\w\-;/?:@&=+$,.!~*'()[\]%]*)/y;
		written.lastIndex = start;
		const [tag = ""] = written.exec(this.#cursor.text) ?? [];
		this.#cursor.at += tag.length;
		if (tag === "" || !isGap(this.#cursor.char()) || !isEscaped(tag)) this.#cursor.fail("this is no tag", start);
		this.#add("tag", start, this.#cursor.at, candidate);
	}
	#readPlain() {
		const { at: start } = this.#cursor;
		const candidate = this.#saveCandidate();
		const { value, end, broken } = scanPlain(this.#cursor, this.#isFlow(), this.#indent);
		this.#keyAllowed = broken;
		this.#queue.push({
			type: "scalar",
			start,
			end,
			value,
			plain: true,
			candidate
		});
	}
	#readQuoted(quote) {
		const { at: start } = this.#cursor;
		const candidate = this.#saveCandidate();
		const value = scanQuoted(this.#cursor, quote);
		this.#keyAllowed = false;
		this.#queue.push({
			type: "scalar",
			start,
			end: this.#cursor.at,
			value,
			plain: false,
			candidate
		});
	}
	#readBlock() {
		const { at: start } = this.#cursor;
		this.#dropCandidate();
		const value = scanBlock(this.#cursor, this.#indent);
		this.#keyAllowed = true;
		this.#queue.push({
			type: "scalar",
			start,
			end: start + 1,
			value,
			plain: false,
			candidate: undefined
		});
	}
}
function isEscaped(tag) {
	try {
		decodeURIComponent(tag);
		return true;
	} catch {
		return false;
	}
}
const deepest = 500;
const noCharacters = /[^\t\n\r\x20-\x7E\x85\xA0-\uFFFD]/;
const ambiguousCharacters = /[\x85\u2028\u2029]|(?<![^\n\r])\uFEFF/;
function parseYaml(source, options) {
	const text = source.startsWith("﻿") ? source.slice(1) : source;
	const positionOf = positions(text);
	const other = text.search(noCharacters);
	if (other >= 0) throw new YamlError("a character that YAML does not allow; remove it", positionOf(other));
	const ambiguous = options.ambiguous === "take" ? -1 : text.search(ambiguousCharacters);
	if (ambiguous >= 0) throw new YamlError("a character on which parsers do not agree, so it is not judged; remove it", positionOf(ambiguous));
	return {
		root: new Parser(text, options, positionOf).document(),
		positionOf
	};
}
class LazyScalar {
	kind = "scalar";
	offset;
	plain;
	#value;
	constructor(offset, plain, value) {
		this.offset = offset;
		this.plain = plain;
		this.#value = value;
	}
	get text() {
		if (typeof this.#value !== "string") this.#value = this.#value();
		return this.#value;
	}
}
class Parser {
	#text;
	#scanner;
	#rules;
	#positionOf;
	#fail;
	#anchors = new Map();
	#reached = 0;
	constructor(text, options, positionOf) {
		this.#text = text;
		this.#positionOf = positionOf;
		this.#fail = (message, offset) => {
			throw new YamlError(message, positionOf(offset));
		};
		this.#scanner = new Scanner(text, options.ambiguous === "take", this.#fail);
		this.#rules = new MapRules(options, this.#fail);
	}
	#take() {
		const token = this.#scanner.peek();
		this.#scanner.take();
		return token;
	}
	#isNext(type) {
		return this.#scanner.peek().type === type;
	}
	#here() {
		return this.#scanner.peek().start;
	}
	#aliasStart() {
		return this.#isNext("alias") ? this.#here() : undefined;
	}
	document() {
		if (this.#isNext("end")) return undefined;
		const context = {
			depth: 0,
			anchored: false,
			skipped: false
		};
		if (!this.#isNext("directive") && !this.#isNext("document-start")) return this.#end(this.#node(context, true));
		this.#directives();
		if (!this.#isNext("document-start")) this.#fail("a line --- is missing here", this.#here());
		this.#take();
		const { type, start } = this.#scanner.peek();
		const empty = type === "directive" || type.startsWith("document") || type === "end";
		return this.#end(empty ? nothing(start) : this.#node(context, true));
	}
	#end(root) {
		this.#scanner.peek();
		if (this.#rules.options.documents !== "only") return root;
		if (this.#isNext("document-end")) this.#take();
		if (!this.#isNext("end")) this.#fail("nothing can come after the first document", this.#here());
		return root;
	}
	#directives() {
		const seen = new Set();
		while (this.#isNext("directive")) {
			const { start, end } = this.#take();
			const [name, handle] = this.#text.slice(start, end).split(/[ \t]+/);
			const one = name === "%YAML" ? name : `${name} ${handle}`;
			if (seen.has(one)) this.#fail("this is said twice of one document", start);
			seen.add(one);
		}
	}
	#node(around, block, indentless = false) {
		const { type, start } = this.#scanner.peek();
		if (type === "alias") return this.#alias(around);
		if (type !== "anchor" && type !== "tag") return this.#content(around, start, block, indentless);
		const reached = this.#reached;
		this.#reached = around.depth;
		let anchor;
		let tagged = false;
		for (;;) {
			const { type, start, end } = this.#scanner.peek();
			if (type === "anchor" && !anchor) {
				anchor = {
					node: undefined,
					height: 0
				};
				this.#anchors.set(this.#text.slice(start + 1, end), anchor);
			} else if (type === "tag" && !tagged) {
				if (this.#rules.options.tags !== "ignore") this.#fail("a tag, which may make another value of it, is not judged; leave it off", start);
				tagged = true;
			} else break;
			this.#take();
		}
		const context = anchor ? {
			depth: around.depth,
			anchored: true,
			skipped: false
		} : around;
		const node = this.#content(context, start, block, indentless, { tagged });
		if (anchor) {
			anchor.node = node;
			anchor.height = this.#reached - around.depth;
		}
		this.#reached = Math.max(this.#reached, reached);
		return node;
	}
	#content(context, start, block, indentless, marked) {
		const token = this.#scanner.peek();
		switch (token.type) {
			case "scalar":
				this.#take();
				if (context.skipped) return skipped;
				return new LazyScalar(start, token.plain && !marked?.tagged, token.value);
			case "[": return this.#flowList(this.#inside(context), start);
			case "{": return this.#flowMap(this.#inside(context), start);
			case "-":
				if (indentless) return this.#indentlessList(this.#inside(context), start);
				break;
			case "block-list":
				if (block) return this.#blockList(this.#inside(context), start);
				break;
			case "block-map": if (block) return this.#blockMap(this.#inside(context), start);
		}
		if (!marked) return this.#fail(`${named(token.type)} cannot stand here`, token.start);
		return nothing(start, !marked.tagged);
	}
	#inside({ depth, anchored, skipped }) {
		this.#reach(depth + 1);
		return {
			depth: depth + 1,
			anchored,
			skipped
		};
	}
	#reach(depth) {
		if (depth > deepest) this.#fail(`this is nested more than ${deepest} times`, this.#here());
		if (depth > this.#reached) this.#reached = depth;
	}
	#alias({ depth }) {
		const { start, end } = this.#scanner.peek();
		const name = this.#text.slice(start + 1, end);
		const anchor = this.#anchors.get(name);
		if (!anchor) throw new UnknownAnchorError(`no anchor &${name} comes before it`, this.#positionOf(start));
		this.#reach(depth + anchor.height);
		this.#take();
		return anchor.node ?? this.#fail(`the alias *${name} stands in what it names`, start);
	}
	#blockList(context, offset) {
		this.#take();
		const items = [];
		while (!this.#isNext("block-end")) {
			if (!this.#isNext("-")) this.#fail(`a list goes on with -, not with ${this.#nextNamed()}`, this.#here());
			const { end } = this.#take();
			const empty = this.#isNext("-") || this.#isNext("block-end");
			items.push(empty ? nothing(end) : this.#node(context, true));
		}
		this.#take();
		return context.skipped ? skipped : {
			kind: "list",
			offset,
			items
		};
	}
	#indentlessList(context, offset) {
		const items = [];
		while (this.#isNext("-")) {
			const { end } = this.#take();
			items.push(this.#isNext("-") ? nothing(end) : this.#blockPart(context, end, false));
		}
		return context.skipped ? skipped : {
			kind: "list",
			offset,
			items
		};
	}
	#blockPart(context, after, indentless) {
		const { type } = this.#scanner.peek();
		const empty = type === "key" || type === "value" || type === "block-end";
		return empty ? nothing(after) : this.#node(context, true, indentless);
	}
	#blockMap(context, offset) {
		this.#take();
		const map = new MapBuilder(this.#rules, context, offset);
		while (!this.#isNext("block-end")) {
			if (!this.#isNext("key")) this.#fail(`a map goes on with a key, not with ${this.#nextNamed()}`, this.#here());
			const { end } = this.#take();
			const alias = this.#aliasStart();
			map.key(this.#blockPart(map.context, end, true), alias);
			if (this.#isNext("value")) {
				const { end } = this.#take();
				const isAlias = this.#isNext("alias");
				map.value(this.#blockPart(map.valueContext, end, true), isAlias);
			} else map.value(nothing(this.#here()));
		}
		this.#take();
		return map.map();
	}
	#flowList(context, offset) {
		this.#take();
		const items = [];
		while (this.#goesOn("]", items.length === 0)) items.push(this.#isNext("key") ? this.#pair(this.#inside(context)) : this.#node(context, false));
		return context.skipped ? skipped : {
			kind: "list",
			offset,
			items
		};
	}
	#flowMap(context, offset) {
		this.#take();
		const map = new MapBuilder(this.#rules, context, offset);
		for (let first = true; this.#goesOn("}", first); first = false) {
			const written = this.#isNext("key");
			if (written) this.#take();
			const alias = this.#aliasStart();
			const empty = written && this.#isNext("value");
			map.key(empty ? nothing(this.#here()) : this.#flowPart(context, this.#here(), "}", written), alias);
			if (written && this.#isNext("value")) {
				this.#take();
				const isAlias = this.#isNext("alias");
				map.value(this.#flowPart(map.valueContext, this.#here(), "}"), isAlias);
			} else map.value(nothing(this.#here()));
		}
		return map.map();
	}
	#flowPart(context, missing, closing, mayBeMissing = true) {
		const empty = mayBeMissing && (this.#isNext(",") || this.#isNext(closing));
		return empty ? nothing(missing) : this.#node(context, false);
	}
	#goesOn(closing, first) {
		if (!first && !this.#isNext(closing)) {
			if (!this.#isNext(",")) {
				const opening = closing === "]" ? "[" : "{";
				this.#fail(`what ${opening} began goes on with a comma or ends with ${closing}`, this.#here());
			}
			this.#take();
		}
		if (!this.#isNext(closing)) return true;
		this.#take();
		return false;
	}
	#pair(context) {
		const { start: offset } = this.#take();
		const map = new MapBuilder(this.#rules, context, offset);
		const alias = this.#aliasStart();
		if (this.#isNext("value") || this.#isNext(",") || this.#isNext("]")) map.key(nothing(this.#take().end));
		else map.key(this.#node(context, false), alias);
		const at = this.#here();
		if (this.#isNext("value")) {
			this.#take();
			const isAlias = this.#isNext("alias");
			map.value(this.#flowPart(map.valueContext, at, "]"), isAlias);
		} else map.value(nothing(at));
		return map.map();
	}
	#nextNamed() {
		return named(this.#scanner.peek().type);
	}
}
function nothing(offset, plain = true) {
	return new LazyScalar(offset, plain, "");
}
function named(type) {
	switch (type) {
		case "directive": return "a line with %";
		case "document-start": return "---";
		case "document-end": return "...";
		case "block-list":
		case "-": return "an item of a list";
		case "block-map":
		case "key": return "a key";
		case "value": return "a colon";
		case "block-end":
		case "end": return "the end of the text";
		default: return /\w/.test(type) ? `a ${type}` : type;
	}
}
export { parseYaml };
