const { parentPort } = process.getBuiltinModule("node:worker_threads");
import { quoted, hasher, counted } from "./core-cb5264e6.js";
const { crc32 } = process.getBuiltinModule("node:zlib");
class Unindexable extends Error {
	name = "Unindexable";
}
const tarWith = (what) => new Unindexable(`its tar has ${what}`);
const blockSize$2 = 2 ** 18;
class Entries {
	#blocks = [];
	#places = [];
	#end = blockSize$2;
	#size = 0;
	get count() {
		return this.#places.length / 3;
	}
	get size() {
		return this.#size;
	}
	add(entry) {
		const text = JSON.stringify(entry);
		if (this.#end + text.length > blockSize$2) {
			this.#blocks.push(Buffer.alloc(Math.max(blockSize$2, text.length)));
			this.#end = 0;
		}
		const start = this.#end;
		this.#end += this.#blocks.at(-1)?.write(text, start, "latin1") ?? 0;
		this.#places.push(this.#blocks.length - 1, start, this.#end);
		this.#size += text.length;
	}
	at(index) {
		const [block = 0, start, end] = this.#places.slice(3 * index, 3 * index + 3);
		return JSON.parse(this.#blocks[block]?.toString("latin1", start, end) ?? "");
	}
}
function exact(value) {
	if (!Number.isSafeInteger(value)) throw tarWith("a number over 9007199254740991");
	return value;
}
function numberIn(block, start, length) {
	const isBinary = (block[start] & 128) !== 0;
	return isBinary ? binary(block, start, length) : octal(block, start, length);
}
function octal(block, start, length) {
	const field = block.toString("latin1", start, start + length);
	const found = /^[ \0]*(?:([0-7]+)(?:[ \0]*|\0.*))?$/s.exec(field);
	if (!found) throw tarWith("a header with a damaged number");
	return Number.parseInt(found[1] ?? "0", 8);
}
function binary(block, start, length) {
	const first = block[start];
	const isNegative = (first & 64) !== 0;
	const mask = isNegative ? 255 : 0;
	let value = (first ^ mask) & 127;
	for (let index = start + 1; index < start + length; index++) value = 256 * value + (block[index] ^ mask);
	return isNegative ? -exact(value) - 1 : exact(value);
}
function decimal(text) {
	if (!/^[+-]?\d+$/.test(text)) throw tarWith("a pax record with a damaged number");
	return exact(Number(text));
}
const blockSize$1 = 512;
const zeros = Buffer.alloc(blockSize$1);
function isZero(block) {
	return block.equals(zeros);
}
function tarHeader(block) {
	if (!hasChecksum(block)) throw tarWith("a header with a wrong checksum");
	const format = formatOf(block);
	const owners = format === "v7" ? zeros : block;
	return {
		type: String.fromCharCode(block[156]),
		name: prefixOf(block, format) + textIn(block, 0, 100),
		linkName: textIn(block, 157, 100),
		userName: textIn(owners, 265, 32),
		groupName: textIn(owners, 297, 32),
		size: numberIn(block, 124, 12),
		mode: numberIn(block, 100, 8),
		userId: numberIn(block, 108, 8),
		groupId: numberIn(block, 116, 8),
		major: numberIn(owners, 329, 8),
		minor: numberIn(owners, 337, 8),
		modified: numberIn(block, 136, 12)
	};
}
function hasChecksum(block) {
	let sum = 8 * 32;
	let negative = 0;
	for (let index = 0; index < blockSize$1; index++) {
		if (index === 148) index = 156;
		const byte = block[index];
		sum += byte;
		negative += byte >> 7;
	}
	const expected = octal(block, 148, 8);
	return expected === sum || expected === sum - 256 * negative;
}
function formatOf(block) {
	const magic = block.toString("latin1", 257, 265);
	if (magic.startsWith("ustar\0")) return block.toString("latin1", 508) === "tar\0" ? "star" : "ustar";
	return magic === "ustar  \0" ? "gnu" : "v7";
}
function prefixOf(block, format) {
	const times = format === "star" ? [476, 488] : format === "gnu" ? [345, 357] : [];
	for (const start of times) if (format === "star" || block[start] !== 0) numberIn(block, start, 12);
	if (format === "v7" || format === "gnu") return "";
	const prefix = textIn(block, 345, format === "star" ? 131 : 155);
	return prefix && `${prefix}/`;
}
function textIn(bytes, start, length) {
	const field = bytes.toString("latin1", start, start + length);
	const zero = field.indexOf("\0");
	return zero < 0 ? field : field.slice(0, zero);
}
const texts = /^(?:path|linkpath|uname|gname)$/;
const damaged = () => tarWith("a damaged pax header");
function paxRecords(text) {
	const records = new Map();
	for (let start = 0; start < text.length;) {
		const end = start + recordLength(text, start);
		const record = text.slice(text.indexOf(" ", start) + 1, end);
		const equals = record.indexOf("=");
		if (equals < 1 || !record.endsWith("\n")) throw damaged();
		const key = record.slice(0, equals);
		const value = record.slice(equals + 1, -1);
		if ((texts.test(key) ? value : key).includes("\0")) throw damaged();
		records.set(key, value);
		start = end;
	}
	return records;
}
function recordLength(text, start) {
	const blank = text.indexOf(" ", start);
	const digits = text.slice(start, blank);
	const length = blank > start && /^\+?\d+$/.test(digits) ? Number(digits) : 0;
	if (length <= digits.length + 1 || start + length > text.length) throw damaged();
	return length;
}
function paxTime(text) {
	const [, whole = "", decimals = ""] = /^([^.]*)\.?(.*)$/s.exec(text) ?? [];
	const seconds = decimal(whole);
	if (!/^\d*$/.test(decimals)) throw tarWith("a pax record with a damaged time");
	const nanoseconds = Number(decimals.slice(0, 9).padEnd(9, "0"));
	if (!whole.startsWith("-") || nanoseconds === 0) return {
		seconds,
		nanoseconds
	};
	return {
		seconds: seconds - 1,
		nanoseconds: 1e9 - nanoseconds
	};
}
const types = {
	"0": "reg",
	"1": "hardlink",
	"2": "symlink",
	"3": "char",
	"4": "block",
	"5": "dir",
	"6": "fifo"
};
const others = {
	S: "a GNU sparse file",
	g: "a global pax header"
};
const isAbout = (type) => /[xLK]/.test(type);
const longestAbout = 2 ** 20;
const mostBytes = 2 ** 29;
const nothing = {
	records: new Map(),
	longName: "",
	longLinkName: ""
};
class TarReader {
	#entries = new Entries();
	#position = 0;
	#passing = 0;
	#padding = 0;
	#wanted = blockSize$1;
	#collected = 0;
	#piece = Buffer.alloc(blockSize$1);
	#about;
	#said = nothing;
	#zeroBlocks = 0;
	#nextHeader = 0;
	write(written) {
		const bytes = Buffer.from(written.buffer, written.byteOffset, written.length);
		for (let at = 0; at < bytes.length && this.#zeroBlocks < 2;) at += this.#take(bytes, at);
	}
	end() {
		if (this.#passing > this.#padding || this.#collected > 0 || this.#about) throw new Unindexable("its tar is cut short");
		return {
			entries: this.#entries,
			size: this.#position
		};
	}
	#take(bytes, at) {
		const left = bytes.length - at;
		if (this.#passing > 0) return this.#pass(Math.min(this.#passing, left));
		const count = Math.min(this.#wanted - this.#collected, left);
		if (this.#piece.length < this.#wanted) this.#piece = Buffer.alloc(this.#wanted);
		bytes.copy(this.#piece, this.#collected, at, at + count);
		this.#collected += count;
		if (this.#collected === this.#wanted) this.#use(this.#piece.subarray(0, this.#wanted));
		return count;
	}
	#pass(count) {
		this.#passing -= count;
		this.#position += count;
		return count;
	}
	#expectData(size, padding) {
		this.#passing = size + padding;
		this.#padding = padding;
	}
	#use(piece) {
		this.#position += piece.length;
		this.#collected = 0;
		if (this.#about) this.#useAbout(this.#about, piece);
		else this.#useHeader(piece);
	}
	#useHeader(block) {
		if (isZero(block)) {
			this.#zeroBlocks++;
			return;
		}
		if (this.#zeroBlocks > 0) throw new Unindexable("its tar goes on after a block of zeros");
		const header = tarHeader(block);
		if (isAbout(header.type)) this.#expectAbout(header.type, header.size);
		else this.#add(this.#entryOf(header));
	}
	#expectAbout(type, size) {
		if (size < 0 || size > longestAbout) throw tarWith("a header of over 1 MiB");
		this.#about = type;
		this.#wanted = size;
		if (size === 0) this.#use(Buffer.alloc(0));
	}
	#useAbout(type, piece) {
		this.#about = undefined;
		this.#wanted = blockSize$1;
		this.#expectData(0, paddingAfter(piece.length));
		if (type === "x") this.#said = {
			...this.#said,
			records: paxRecords(piece.toString("latin1"))
		};
		else this.#said = {
			...this.#said,
			[type === "L" ? "longName" : "longLinkName"]: textIn(piece, 0, piece.length)
		};
	}
	#entryOf(header) {
		const { records, longName, longLinkName } = this.#said;
		const said = (key, read, otherwise) => {
			const text = records.get(key);
			return text ? read(text) : otherwise;
		};
		const name = longName || records.get("path") || header.name;
		for (const key of ["atime", "ctime"]) said(key, paxTime, undefined);
		return {
			...header,
			type: typeOf(header, name),
			name,
			linkName: longLinkName || records.get("linkpath") || header.linkName,
			userName: records.get("uname") || header.userName,
			groupName: records.get("gname") || header.groupName,
			offset: this.#position,
			size: said("size", decimal, header.size),
			userId: said("uid", decimal, header.userId),
			groupId: said("gid", decimal, header.groupId),
			modified: said("mtime", paxTime, {
				seconds: header.modified,
				nanoseconds: 0
			}),
			records: [...records].sort(([left], [right]) => left < right ? -1 : 1)
		};
	}
	#add(entry) {
		const { name, records, size, offset } = entry;
		if (records.some(([key]) => key.startsWith("GNU.sparse."))) throw tarWith(`${shown(name)}, a GNU sparse file`);
		if (size < 0) throw tarWith(`${shown(name)} with a negative size`);
		if (offset < this.#nextHeader) throw tarWith(`${shown(name)} within what the entry before it claims`);
		this.#entries.add(entry);
		if (this.#entries.size > mostBytes) throw tarWith("too many entries");
		const padding = paddingAfter(size);
		this.#nextHeader = offset + size + padding;
		if (entry.type === "reg") this.#expectData(size, padding);
		this.#said = nothing;
	}
}
function typeOf({ type }, name) {
	if (type === "\0") return name.endsWith("/") ? "dir" : "reg";
	const known = types[type];
	if (known) return known;
	throw tarWith(others[type] ?? `an entry of type ${quoted(type)}, ${shown(name)}`);
}
const shown = (name) => quoted(Buffer.from(name, "latin1").toString());
const paddingAfter = (size) => (blockSize$1 - size % blockSize$1) % blockSize$1;
const capacity = 2 ** 17;
const slack$1 = 64;
class BitReader {
	bytes = new Uint8Array(capacity + slack$1);
	view = new DataView(this.bytes.buffer);
	hold = 0;
	count = 0;
	at = 0;
	end = 0;
	isLast = false;
	#before = 0;
	#reported = 0;
	#onRead;
	constructor(onRead) {
		this.#onRead = onRead;
	}
	get position() {
		return this.#before + this.at;
	}
	get left() {
		return this.end - this.at;
	}
	write(chunk, from) {
		if (this.end === capacity) this.#makeRoom();
		const taken = Math.min(chunk.length - from, capacity - this.end);
		this.bytes.set(chunk.subarray(from, from + taken), this.end);
		this.end += taken;
		return taken;
	}
	close() {
		this.bytes.fill(0, this.end);
		this.isLast = true;
	}
	report() {
		if (this.at > this.#reported) this.#onRead(this.bytes.subarray(this.#reported, this.at));
		this.#reported = this.at;
	}
	peek(wanted) {
		while (this.count < wanted) {
			this.hold |= this.bytes[this.at++] << this.count;
			this.count += 8;
		}
		return this.hold & (1 << wanted) - 1;
	}
	read(wanted) {
		const value = this.peek(wanted);
		this.hold >>>= wanted;
		this.count -= wanted;
		return value;
	}
	align() {
		this.hold = 0;
		this.count = 0;
	}
	putBack() {
		this.at -= this.count >> 3;
		this.count &= 7;
		this.hold &= (1 << this.count) - 1;
	}
	expectWithin() {
		if (this.at > this.end) throw cutShort();
	}
	damaged(what) {
		return this.at > this.end ? cutShort() : new Unindexable(`its gzip stream is damaged, with ${what}`);
	}
	#makeRoom() {
		this.report();
		this.bytes.copyWithin(0, this.at, this.end);
		this.#before += this.at;
		this.end -= this.at;
		this.at = 0;
		this.#reported = 0;
	}
}
const cutShort = () => new Unindexable("its gzip stream is cut short");
const entry = {
	bits: (value) => value & 15,
	extra: (value) => value >> 4 & 15,
	value: (value) => value >> 8 & 65535
};
const oneLiteral = 1 << 24;
const twoLiterals = 2 << 24;
const literals = 3 << 24;
const endOfBlock = 1 << 26;
const secondLevel = 1 << 27;
const invalid = 1 << 28;
const special = endOfBlock | secondLevel | invalid;
const mostBits = 15;
const lengthRoot = 11;
const distanceRoot = 10;
const codeLengthRoot = 7;
const range = (count) => Array.from({ length: count }, (_, index) => index);
function bases(first, count, power) {
	const entries = [];
	let base = first;
	for (const index of range(count)) {
		const extra = Math.max(0, (index >> power) - 1);
		entries.push(base << 8 | extra << 4);
		base += 1 << extra;
	}
	return entries;
}
const literalsAndLengths = {
	entries: [
		...range(256).map((literal) => oneLiteral | literal << 8),
		endOfBlock,
		...bases(3, 28, 2),
		258 << 8,
		invalid,
		invalid
	],
	root: lengthRoot
};
const distances = {
	entries: [
		...bases(1, 30, 1),
		invalid,
		invalid
	],
	root: distanceRoot
};
const codeLengths = {
	entries: range(19).map((symbol) => symbol << 8),
	root: codeLengthRoot
};
const newTable = ({ root, entries }) => new Int32Array((1 << root) + (entries.length << mostBits - root));
const counts = new Uint16Array(mostBits + 1);
const nexts = new Uint16Array(mostBits + 2);
const sorted = new Uint16Array(320);
function fillTable(table, lengths, alphabet) {
	const left = countLengths(lengths);
	const longest = Math.max(...lengths);
	if (left < 0) return false;
	if (left > 0) {
		if (longest > 1 || alphabet === codeLengths) return false;
		table.fill(invalid | 1, 0, 1 << alphabet.root);
	}
	sortSymbols(lengths);
	placeCodes(table, longest, alphabet);
	if (alphabet === literalsAndLengths) pairLiterals(table, alphabet.root);
	return true;
}
function countLengths(lengths) {
	counts.fill(0);
	for (const length of lengths) counts[length] = counts[length] + 1;
	let left = 1;
	for (let bits = 1; bits <= mostBits; bits++) {
		left = 2 * left - counts[bits];
		if (left < 0) return left;
	}
	return left;
}
function sortSymbols(lengths) {
	nexts[1] = 0;
	for (let bits = 1; bits <= mostBits; bits++) nexts[bits + 1] = nexts[bits] + counts[bits];
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const bits = lengths[symbol];
		if (bits === 0) continue;
		const place = nexts[bits];
		sorted[place] = symbol;
		nexts[bits] = place + 1;
	}
}
function placeCodes(table, longest, { root, entries }) {
	const rootSize = 1 << root;
	const extra = longest - root;
	let code = 0;
	let next = 0;
	let end = rootSize;
	let prefix = -1;
	for (let bits = 1; bits <= longest; bits++, code <<= 1) {
		for (let left = counts[bits]; left > 0; left--, code++) {
			const found = entries[sorted[next++]];
			const reversed = reverse(code, bits);
			if (bits <= root) {
				place(table, reversed, 1 << bits, rootSize, found | bits);
				continue;
			}
			if ((reversed & rootSize - 1) !== prefix) {
				prefix = reversed & rootSize - 1;
				table[prefix] = secondLevel | end << 8 | extra << 4 | root;
				end += 1 << extra;
			}
			const start = end - (1 << extra) + (reversed >> root);
			place(table, start, 1 << bits - root, end, found | bits - root);
		}
	}
}
function place(table, from, step, end, found) {
	for (let index = from; index < end; index += step) table[index] = found;
}
function reverse(code, bits) {
	let rest = code;
	let reversed = 0;
	for (let left = bits; left > 0; left--) {
		reversed = reversed << 1 | rest & 1;
		rest >>= 1;
	}
	return reversed;
}
function pairLiterals(table, root) {
	for (let index = (1 << root) - 1; index >= 0; index--) {
		const first = table[index];
		if ((first & oneLiteral) === 0) continue;
		const bits = entry.bits(first);
		const second = table[index >> bits];
		const both = bits + entry.bits(second);
		if ((second & oneLiteral) === 0 || both > root) continue;
		table[index] = twoLiterals | entry.value(second) << 16 | entry.value(first) << 8 | both;
	}
}
class BlockTables {
	lengths = newTable(literalsAndLengths);
	distances = newTable(distances);
	fill(lengthBits, distanceBits) {
		return fillTable(this.lengths, lengthBits, literalsAndLengths) && fillTable(this.distances, distanceBits, distances);
	}
}
const longestHeader = 640;
const order = [
	16,
	17,
	18,
	0,
	8,
	7,
	9,
	6,
	10,
	5,
	11,
	4,
	12,
	3,
	13,
	2,
	14,
	1,
	15
];
const endOfBlockSymbol = 256;
function fixedTables() {
	const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
	const tables = new BlockTables();
	tables.fill(lengths, new Uint8Array(32).fill(5));
	return tables;
}
class DynamicTables extends BlockTables {
	#codeLengths = newTable(codeLengths);
	#bits = new Uint8Array(320);
	#order = new Uint8Array(order.length);
	read(input) {
		const lengthCount = input.read(5) + 257;
		const distanceCount = input.read(5) + 1;
		const orderCount = input.read(4) + 4;
		if (lengthCount > 286 || distanceCount > 30) throw input.damaged("too many symbols");
		this.#order.fill(0);
		for (const symbol of order.slice(0, orderCount)) this.#order[symbol] = input.read(3);
		if (!fillTable(this.#codeLengths, this.#order, codeLengths)) throw input.damaged("impossible code lengths");
		const count = lengthCount + distanceCount;
		this.#readLengths(input, count);
		const lengthBits = this.#bits.subarray(0, lengthCount);
		if (lengthBits[endOfBlockSymbol] === 0) throw input.damaged("a block that does not end");
		const distanceBits = this.#bits.subarray(lengthCount, count);
		if (!this.fill(lengthBits, distanceBits)) throw input.damaged("impossible codes");
		return this;
	}
	#readLengths(input, count) {
		const bits = this.#bits;
		for (let index = 0; index < count;) {
			const symbol = this.#readSymbol(input);
			if (symbol < 16) {
				bits[index++] = symbol;
				continue;
			}
			if (symbol === 16 && index === 0) throw input.damaged("a repetition of nothing");
			const repeated = symbol === 16 ? bits[index - 1] : 0;
			const times = symbol === 16 ? 3 + input.read(2) : symbol === 17 ? 3 + input.read(3) : 11 + input.read(7);
			if (index + times > count) throw input.damaged("too many code lengths");
			bits.fill(repeated, index, index + times);
			index += times;
		}
	}
	#readSymbol(input) {
		const found = this.#codeLengths[input.peek(codeLengthRoot)];
		input.read(entry.bits(found));
		return entry.value(found);
	}
}
const lookahead = 16;
const tooFarBack = -1;
class Inflate {
	#input;
	#output;
	#dynamic = new DynamicTables();
	#fixed;
	#tables = this.#dynamic;
	#reads = "header";
	#isLast = false;
	#stored = 0;
	#start = 0;
	constructor(input, output) {
		this.#input = input;
		this.#output = output;
	}
	start() {
		this.#start = this.#output.total;
		this.#reads = "header";
	}
	run() {
		for (;;) {
			if (this.#reads === "header") {
				if (!this.#readHeader()) return "input";
			} else if (!(this.#reads === "stored" ? this.#copyStored() : this.#decodeSymbols())) {
				if (this.#input.isLast) throw cutShort();
				return "input";
			} else {
				this.#input.expectWithin();
				this.#reads = "header";
				return this.#isLast ? "end" : "block";
			}
		}
	}
	#readHeader() {
		const input = this.#input;
		if (!input.isLast && input.left < longestHeader) return false;
		this.#isLast = input.read(1) === 1;
		const type = input.read(2);
		if (type === 3) throw input.damaged("a block of a reserved type");
		if (type === 0) this.#readStoredLength();
		else if (type === 1) this.#tables = this.#fixed ??= fixedTables();
		else this.#tables = this.#dynamic.read(input);
		this.#reads = type === 0 ? "stored" : "symbols";
		input.putBack();
		input.expectWithin();
		return true;
	}
	#readStoredLength() {
		const input = this.#input;
		input.putBack();
		input.align();
		this.#stored = input.read(16);
		if (input.read(16) !== (~this.#stored & 65535)) throw input.damaged("a stored block of a wrong length");
	}
	#copyStored() {
		const input = this.#input;
		const output = this.#output;
		while (this.#stored > 0) {
			const count = Math.min(this.#stored, input.left, output.full - output.at);
			if (count === 0) return false;
			output.bytes.set(input.bytes.subarray(input.at, input.at + count), output.at);
			input.at += count;
			output.at += count;
			this.#stored -= count;
			output.slide();
		}
		return true;
	}
	#decodeSymbols() {
		for (;;) {
			const isComplete = this.#decodeSome();
			const isStarved = this.#output.at < this.#output.full;
			this.#output.slide();
			if (isComplete || isStarved) return isComplete;
		}
	}
	#decodeSome() {
		const input = this.#input;
		const output = this.#output;
		const source = input.view;
		const bytes = output.bytes;
		const view = output.view;
		const { lengths, distances } = this.#tables;
		const lengthMask = (1 << lengthRoot) - 1;
		const distanceMask = (1 << distanceRoot) - 1;
		const enough = input.isLast ? input.end + lookahead : input.end - lookahead;
		const full = output.full;
		const oldest = Math.max(0, output.at - (output.total - this.#start));
		let { hold, count, at } = input;
		let to = output.at;
		let found = 0;
		while (at <= enough && to < full) {
			hold |= source.getInt32(at, true) << count;
			at += 31 - count >> 3;
			count |= 24;
			found = lengths[hold & lengthMask];
			if ((found & literals) !== 0) {
				hold >>>= found & 15;
				count -= found & 15;
				bytes[to] = found >> 8;
				bytes[to + 1] = found >> 16;
				to += found >> 24;
				found = lengths[hold & lengthMask];
				if ((found & literals) !== 0) {
					hold >>>= found & 15;
					count -= found & 15;
					bytes[to] = found >> 8;
					bytes[to + 1] = found >> 16;
					to += found >> 24;
					continue;
				}
				hold |= source.getInt32(at, true) << count;
				at += 31 - count >> 3;
				count |= 24;
			}
			hold >>>= found & 15;
			count -= found & 15;
			if ((found & special) !== 0) {
				if ((found & secondLevel) !== 0) {
					found = lengths[(found >> 8 & 65535) + (hold & (1 << (found >> 4 & 15)) - 1)];
					hold >>>= found & 15;
					count -= found & 15;
					if ((found & oneLiteral) !== 0) {
						bytes[to++] = found >> 8;
						continue;
					}
				}
				if ((found & (endOfBlock | invalid)) !== 0) break;
			}
			let extra = found >> 4 & 15;
			const length = (found >> 8 & 65535) + (hold & (1 << extra) - 1);
			hold >>>= extra;
			count -= extra;
			hold |= source.getInt32(at, true) << count;
			at += 31 - count >> 3;
			count |= 24;
			found = distances[hold & distanceMask];
			hold >>>= found & 15;
			count -= found & 15;
			if ((found & secondLevel) !== 0) {
				found = distances[(found >> 8 & 65535) + (hold & (1 << (found >> 4 & 15)) - 1)];
				hold >>>= found & 15;
				count -= found & 15;
			}
			if ((found & invalid) !== 0) break;
			extra = found >> 4 & 15;
			if (count < extra) {
				hold |= source.getInt32(at, true) << count;
				at += 31 - count >> 3;
				count |= 24;
			}
			const distance = (found >> 8 & 65535) + (hold & (1 << extra) - 1);
			hold >>>= extra;
			count -= extra;
			let from = to - distance;
			if (from < oldest) {
				found = tooFarBack;
				break;
			}
			const end = to + length;
			if (distance < 4) {
				while (to < end) bytes[to++] = bytes[from++];
			} else {
				for (; to < end; to += 4, from += 4) view.setInt32(to, view.getInt32(from, true), true);
				to = end;
			}
		}
		input.hold = hold;
		input.count = count;
		input.at = at;
		output.at = to;
		input.putBack();
		if (found === tooFarBack) throw input.damaged("a match of what lies too far back");
		if ((found & invalid) !== 0) throw input.damaged("a code that it does not define");
		return (found & endOfBlock) !== 0;
	}
}
const flag = {
	checksum: 2,
	extra: 4,
	name: 8,
	comment: 16,
	reserved: 224
};
const longestText = 512;
function memberHeaderLength(bytes) {
	if (!isGzip(bytes)) throw new Unindexable("it is not gzip");
	const [, , method = 8, flags = 0] = bytes;
	if (method !== 8) throw new Unindexable("its gzip stream has an unknown compression method");
	if ((flags & flag.reserved) !== 0) throw new Unindexable("its gzip header has reserved flags");
	let end = 10;
	if ((flags & flag.extra) !== 0) end += 2 + uint16(bytes, end);
	for (const text of [flag.name, flag.comment]) if ((flags & text) !== 0) end = textEnd(bytes, end);
	const length = (flags & flag.checksum) === 0 ? end : end + 2;
	if (bytes.length < length) return undefined;
	if (length > end && (crc32(bytes.subarray(0, end)) & 65535) !== uint16(bytes, end)) throw new Unindexable("its gzip header has a wrong CRC");
	return length;
}
function isGzip([first = 31, second = 139]) {
	return first === 31 && second === 139;
}
const uint16 = (bytes, at) => bytes[at] | bytes[at + 1] << 8;
function textEnd(bytes, start) {
	const zero = bytes.indexOf(0, start);
	const length = (zero < 0 ? bytes.length : zero + 1) - start;
	if (length > longestText) throw new Unindexable("its gzip header has a name of over 511 bytes");
	return zero < 0 ? Number.POSITIVE_INFINITY : zero + 1;
}
const windowSize = 32768;
const room = 2 ** 18;
const slack = 272;
class OutputWindow {
	bytes = new Uint8Array(windowSize + room + slack);
	view = new DataView(this.bytes.buffer);
	full = windowSize + room;
	at = windowSize;
	#handedOn = windowSize;
	#before = 0;
	#onBytes;
	constructor(onBytes) {
		this.#onBytes = onBytes;
	}
	get total() {
		return this.#before + this.at - windowSize;
	}
	flush() {
		if (this.at > this.#handedOn) this.#onBytes(this.bytes.subarray(this.#handedOn, this.at));
		this.#handedOn = this.at;
	}
	slide() {
		if (this.at < this.full) return;
		this.flush();
		const shift = this.at - windowSize;
		this.bytes.copyWithin(0, shift, this.at);
		this.#before += shift;
		this.at = windowSize;
		this.#handedOn = windowSize;
	}
	history() {
		return this.bytes.subarray(this.at - windowSize, this.at);
	}
}
const trailerLength = 8;
class Gunzip {
	#boundaries;
	#decoded;
	#members;
	#input;
	#output;
	#inflate;
	#reads = "header";
	#complete = 0;
	#crc = 0;
	#start = 0;
	constructor(boundaries, decoded, members) {
		this.#boundaries = boundaries;
		this.#decoded = decoded;
		this.#members = members;
		this.#input = new BitReader((bytes) => boundaries.read(bytes));
		this.#output = new OutputWindow((bytes) => this.#onDecoded(bytes));
		this.#inflate = new Inflate(this.#input, this.#output);
	}
	write(chunk) {
		for (let taken = 0; taken < chunk.length;) {
			taken += this.#input.write(chunk, taken);
			this.#run();
		}
	}
	end() {
		this.#input.close();
		this.#run();
		if (this.#reads !== "header" || this.#complete === 0 || this.#input.left > 0) throw cutShort();
		this.#output.flush();
		this.#input.report();
	}
	#run() {
		while (this.#advance());
	}
	#advance() {
		if (this.#reads === "header") return this.#readHeader();
		if (this.#reads === "trailer") return this.#readTrailer();
		const stop = this.#inflate.run();
		if (stop === "block") this.#tellBoundary();
		if (stop === "end") this.#reads = "trailer";
		return stop !== "input";
	}
	#readHeader() {
		const input = this.#input;
		const bytes = input.bytes.subarray(input.at, input.end);
		if (this.#complete > 0) this.#expectMember(bytes);
		const length = memberHeaderLength(bytes);
		if (length === undefined) return false;
		input.at += length;
		this.#output.flush();
		this.#crc = 0;
		this.#start = this.#output.total;
		this.#inflate.start();
		this.#reads = "blocks";
		this.#tellBoundary();
		return true;
	}
	#expectMember(bytes) {
		if (!isGzip(bytes)) throw new Unindexable("bytes follow its gzip stream");
		if (bytes.length > 1 && this.#members === "one") throw new Unindexable("it is gzip of several members, which SOCI snapshotters before 0.14 cannot read");
	}
	#readTrailer() {
		const input = this.#input;
		input.align();
		if (input.left < trailerLength) return false;
		this.#output.flush();
		if (input.view.getUint32(input.at, true) !== this.#crc) throw new Unindexable("its gzip stream has a wrong CRC-32");
		if (input.view.getUint32(input.at + 4, true) !== (this.#output.total - this.#start) % 2 ** 32) throw new Unindexable("its gzip stream has a wrong size");
		input.at += trailerLength;
		this.#complete++;
		this.#reads = "header";
		return input.left > 0;
	}
	#onDecoded(bytes) {
		this.#crc = crc32(bytes, this.#crc);
		this.#decoded.write(bytes);
	}
	#tellBoundary() {
		this.#input.report();
		this.#boundaries.boundary({
			in: this.#input.position,
			out: this.#output.total,
			bits: this.#input.count,
			history: () => this.#output.history()
		});
	}
}
class SpanDigests {
	#ended = [];
	#span;
	start() {
		this.end();
		this.#span = hasher();
	}
	update(bytes) {
		this.#span?.update(bytes);
	}
	end() {
		if (this.#span) this.#ended.push(this.#span.digest());
		this.#span = undefined;
		return this.#ended;
	}
}
const gzip = 1;
const headSize = 8 + 8 + 1;
class GzipSpans {
	#gunzip;
	#spanSize;
	#mostBytes;
	#checkpoints = [];
	#digests = new SpanDigests();
	#lastOut = 0;
	#lastByte = new Uint8Array(1);
	constructor(spanSize, mostBytes, members, tar) {
		this.#gunzip = new Gunzip(this, tar, members);
		this.#spanSize = spanSize;
		this.#mostBytes = mostBytes;
	}
	write(bytes) {
		this.#gunzip.write(bytes);
	}
	read(bytes) {
		this.#digests.update(bytes);
		this.#lastByte.set(bytes.subarray(-1));
	}
	boundary(boundary) {
		const { out, bits } = boundary;
		if (out !== 0 && out - this.#lastOut <= this.#spanSize) return;
		this.#lastOut = out;
		this.#digests.start();
		if (bits > 0) this.#digests.update(this.#lastByte);
		this.#checkpoints.push(checkpoint(boundary));
		if (this.#checkpoints.length * windowSize > this.#mostBytes) throw new Unindexable("it expands so far that its ztoc would be larger than the layer");
	}
	end() {
		this.#gunzip.end();
		const head = Buffer.alloc(12);
		head.writeInt32LE(this.#checkpoints.length);
		head.writeBigInt64LE(BigInt(this.#spanSize), 4);
		return {
			algorithm: gzip,
			digests: this.#digests.end(),
			checkpoints: [head, ...this.#checkpoints]
		};
	}
}
function checkpoint({ in: position, out, bits, history }) {
	const bytes = Buffer.alloc(headSize + windowSize);
	bytes.writeBigInt64LE(BigInt(position));
	bytes.writeBigInt64LE(BigInt(out), 8);
	bytes.writeUInt8(bits, 16);
	bytes.set(history(), headSize);
	return bytes;
}
const blockSize = 2 ** 20;
const reference = (slot, value) => ({
	slot,
	bytes: 4,
	value
});
const integer = (slot, bytes, value, usual = 0) => ({
	slot,
	bytes,
	value,
	usual
});
class FlatBuffer {
	#written = [];
	#block = Buffer.alloc(blockSize);
	#head = blockSize;
	#before = 0;
	#largest = 4;
	#shapes = new Map();
	get size() {
		return this.#before + this.#block.length - this.#head;
	}
	text(text) {
		const { length } = text;
		this.#align(4, length + 1);
		this.#grow(length + 1);
		this.#block.write(text, this.#head, "latin1");
		return this.#count(length);
	}
	bytes(pieces) {
		const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
		this.#align(4, length);
		this.#seal();
		this.#written.push(...pieces.toReversed());
		this.#before += length;
		return this.#count(length);
	}
	offsets(offsets) {
		this.#align(4, 4 * offsets.length);
		for (const offset of offsets.toReversed()) this.#offset(offset);
		return this.#count(offsets.length);
	}
	table(fields) {
		const end = this.size;
		const places = [];
		for (const field of fields) if (this.#field(field)) places[field.slot] = this.size;
		this.#align(4, 0);
		const start = this.size + 4;
		const relative = Array.from(places, (place) => place === undefined ? 0 : start - place);
		const shape = [
			4 + 2 * relative.length,
			start - end,
			...relative
		];
		const key = shape.join();
		const shared = this.#shapes.get(key);
		this.#word((shared ?? start + 2 * shape.length) - start);
		if (shared === undefined) this.#shapes.set(key, this.#shorts(shape));
		return start;
	}
	finish(root) {
		this.#align(this.#largest, 4);
		this.#offset(root);
		this.#seal();
		return this.#written.toReversed();
	}
	#align(size, after) {
		this.#largest = Math.max(this.#largest, size);
		this.#grow(-(this.size + after) & size - 1);
	}
	#field({ bytes, value, usual }) {
		if (value === usual) return false;
		this.#align(bytes, 0);
		if (usual === undefined) {
			this.#offset(value);
			return true;
		}
		this.#grow(bytes);
		if (bytes === 1) this.#block.writeInt8(value, this.#head);
		else this.#block.writeInt32LE(value | 0, this.#head);
		if (bytes === 8) this.#block.writeInt32LE(Math.floor(value / 2 ** 32), this.#head + 4);
		return true;
	}
	#count(length) {
		this.#word(length);
		return this.size;
	}
	#offset(offset) {
		this.#word(this.size + 4 - offset);
	}
	#word(value) {
		this.#grow(4);
		this.#block.writeInt32LE(value, this.#head);
	}
	#shorts(values) {
		this.#grow(2 * values.length);
		for (const [index, value] of values.entries()) this.#block.writeUInt16LE(value, this.#head + 2 * index);
		return this.size;
	}
	#grow(bytes) {
		if (bytes > this.#head) this.#seal(Math.max(blockSize, bytes));
		this.#head -= bytes;
	}
	#seal(size = blockSize) {
		const written = this.#block.subarray(this.#head);
		if (written.length > 0) this.#written.push(written);
		this.#before += written.length;
		this.#block = Buffer.alloc(size);
		this.#head = size;
	}
}
const uncompressed = 2;
const formatVersion$1 = 2;
class TarSpans {
	#spanSize;
	#tar;
	#digests = new SpanDigests();
	#left = 0;
	#size = 0;
	constructor(spanSize, tar) {
		this.#spanSize = spanSize;
		this.#tar = tar;
	}
	write(bytes) {
		for (let at = 0; at < bytes.length;) {
			if (this.#left === 0) {
				this.#digests.start();
				this.#left = this.#spanSize;
			}
			const count = Math.min(this.#left, bytes.length - at);
			this.#digests.update(bytes.subarray(at, at + count));
			this.#left -= count;
			at += count;
		}
		this.#size += bytes.length;
		this.#tar.write(bytes);
	}
	end() {
		const buffer = new FlatBuffer();
		const fields = [
			integer(0, 4, formatVersion$1),
			integer(1, 8, this.#spanSize),
			integer(2, 8, this.#size)
		];
		const checkpoints = buffer.finish(buffer.table(fields));
		return {
			algorithm: uncompressed,
			digests: this.#digests.end(),
			checkpoints
		};
	}
}
const fewCheckpoints = 2 ** 26;
function layerReader(options) {
	const { size, buildTool } = options;
	const tar = new TarReader();
	const spans = spanReader(options, tar);
	let written = 0;
	return {
		write(bytes) {
			written += bytes.length;
			if (written > size) throw hasOtherSize(`more than ${counted(size, "byte")}`);
			spans.write(bytes);
		},
		end() {
			if (written < size) throw hasOtherSize(`${written} of ${counted(size, "byte")}`);
			const compression = spans.end();
			return {
				buildTool,
				layerSize: size,
				toc: tar.end(),
				compression
			};
		}
	};
}
const hasOtherSize = (what) => new Unindexable(`it has ${what} that its descriptor says`);
function spanReader(options, tar) {
	const { size, spanSize, members = "one", mostCheckpoints = Math.max(fewCheckpoints, size) } = options;
	if (options.compression === "none") return new TarSpans(spanSize, tar);
	return new GzipSpans(spanSize, mostCheckpoints, members, tar);
}
const formatVersion = "0.9";
const usualAlgorithm = 1;
function ztocDocument(content) {
	const buffer = new FlatBuffer();
	const root = buffer.table([
		reference(0, buffer.text(formatVersion)),
		reference(1, buffer.text(content.buildTool)),
		reference(4, writeToc(buffer, content.toc)),
		integer(2, 8, content.layerSize),
		integer(3, 8, content.toc.size),
		reference(5, writeCompression(buffer, content.compression))
	]);
	return buffer.finish(root);
}
function writeToc(buffer, { entries }) {
	const offsets = new Array(entries.count);
	for (let index = entries.count - 1; index >= 0; index--) offsets[index] = writeEntry(buffer, entries.at(index));
	return buffer.table([reference(0, buffer.offsets(offsets))]);
}
function writeEntry(buffer, entry) {
	return buffer.table([
		reference(0, buffer.text(entry.name)),
		reference(1, buffer.text(entry.type)),
		integer(2, 8, entry.offset),
		integer(3, 8, entry.size),
		reference(4, buffer.text(entry.linkName)),
		integer(5, 8, entry.mode),
		integer(6, 4, entry.userId >>> 0),
		integer(7, 4, entry.groupId >>> 0),
		reference(8, buffer.text(entry.userName)),
		reference(9, buffer.text(entry.groupName)),
		reference(10, buffer.text(timeText(entry.modified))),
		integer(11, 8, entry.major),
		integer(12, 8, entry.minor),
		reference(13, buffer.offsets(entry.records.map((record) => writeRecord(buffer, record))))
	]);
}
function writeRecord(buffer, [key, value]) {
	return buffer.table([reference(0, buffer.text(key)), reference(1, buffer.text(value))]);
}
function writeCompression(buffer, compression) {
	const checkpoints = buffer.bytes(compression.checkpoints);
	const digests = buffer.offsets(compression.digests.map((digest) => buffer.text(digest)));
	return buffer.table([
		integer(1, 4, compression.digests.length - 1),
		reference(2, digests),
		reference(3, checkpoints),
		integer(0, 1, compression.algorithm, usualAlgorithm)
	]);
}
const yearZero = -62167219200;
const year10000 = 253402300800;
function timeText({ seconds, nanoseconds }) {
	if (seconds < yearZero || seconds >= year10000) return "";
	const whole = new Date(1e3 * seconds).toISOString().slice(0, "2026-01-31T00:00:00".length);
	const decimals = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
	return `${whole}${decimals && `.${decimals}`}Z`;
}
function layerIndexer(options) {
	const reader = layerReader(options);
	return {
		write: (chunk) => reader.write(chunk),
		end() {
			const chunks = ztocDocument(reader.end());
			const hash = hasher();
			for (const chunk of chunks) hash.update(chunk);
			return {
				chunks,
				size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
				digest: hash.digest()
			};
		}
	};
}
parentPort?.on("message", ({ options, port }) => {
	const { write, end } = layerIndexer(options);
	const indexed = (piece) => {
		if (!piece) return { ztoc: end() };
		write(piece);
		return { taken: piece.length };
	};
	port.on("message", (piece) => {
		const answer = answered(() => indexed(piece));
		port.postMessage(answer);
		if (!("taken" in answer)) port.removeAllListeners("message");
	});
});
function answered(index) {
	try {
		return index();
	} catch (error) {
		if (!(error instanceof Unindexable)) throw error;
		return { reason: error.message };
	}
}
