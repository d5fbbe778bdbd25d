import { OneOf, isMap, Unknown, exactText, textOf, rest, hasExpression, equalValues, isTooLarge, tooLarge, toMap, measured, scalar } from "./value-fca45af2.js";
import { isRecord, counted, quoted, ReportedError } from "./core-cb5264e6.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
class Expr {}
class Literal extends Expr {
	constructor(literal, token) {
		super();
		this.literal = literal;
		this.token = token;
	}
	accept(v) {
		return v.visitLiteral(this);
	}
}
class Unary extends Expr {
	constructor(operator, expr) {
		super();
		this.operator = operator;
		this.expr = expr;
	}
	accept(v) {
		return v.visitUnary(this);
	}
}
class FunctionCall extends Expr {
	constructor(functionName, args) {
		super();
		this.functionName = functionName;
		this.args = args;
	}
	accept(v) {
		return v.visitFunctionCall(this);
	}
}
class Binary extends Expr {
	constructor(left, operator, right) {
		super();
		this.left = left;
		this.operator = operator;
		this.right = right;
	}
	accept(v) {
		return v.visitBinary(this);
	}
}
class Logical extends Expr {
	constructor(operator, args) {
		super();
		this.operator = operator;
		this.args = args;
	}
	accept(v) {
		return v.visitLogical(this);
	}
}
class Grouping extends Expr {
	constructor(group) {
		super();
		this.group = group;
	}
	accept(v) {
		return v.visitGrouping(this);
	}
}
class ContextAccess extends Expr {
	constructor(name) {
		super();
		this.name = name;
	}
	accept(v) {
		return v.visitContextAccess(this);
	}
}
class IndexAccess extends Expr {
	constructor(expr, index) {
		super();
		this.expr = expr;
		this.index = index;
	}
	accept(v) {
		return v.visitIndexAccess(this);
	}
}
class Star extends Expr {
	accept() {
		throw new Error("Method not implemented.");
	}
}
var Kind;
(function(Kind) {
	Kind[Kind["String"] = 0] = "String";
	Kind[Kind["Array"] = 1] = "Array";
	Kind[Kind["Dictionary"] = 2] = "Dictionary";
	Kind[Kind["Boolean"] = 3] = "Boolean";
	Kind[Kind["Number"] = 4] = "Number";
	Kind[Kind["CaseSensitiveDictionary"] = 5] = "CaseSensitiveDictionary";
	Kind[Kind["Null"] = 6] = "Null";
})(Kind || (Kind = {}));
function kindStr(k) {
	switch (k) {
		case Kind.Array: return "Array";
		case Kind.Boolean: return "Boolean";
		case Kind.Null: return "Null";
		case Kind.Number: return "Number";
		case Kind.Dictionary: return "Object";
		case Kind.String: return "String";
	}
	return "unknown";
}
let Array$1 = class Array {
	constructor(...data) {
		this.v = [];
		this.kind = Kind.Array;
		this.primitive = false;
		for (const d of data) {
			this.add(d);
		}
	}
	coerceString() {
		return kindStr(this.kind);
	}
	number() {
		return NaN;
	}
	add(value) {
		this.v.push(value);
	}
	get(index) {
		return this.v[index];
	}
	values() {
		return this.v;
	}
};
class BooleanData {
	constructor(value) {
		this.value = value;
		this.kind = Kind.Boolean;
		this.primitive = true;
	}
	coerceString() {
		if (this.value) {
			return "true";
		}
		return "false";
	}
	number() {
		if (this.value) {
			return 1;
		}
		return 0;
	}
}
class Dictionary {
	constructor(...pairs) {
		this.keys = [];
		this.v = [];
		this.indexMap = {};
		this.kind = Kind.Dictionary;
		this.primitive = false;
		for (const p of pairs) {
			this.add(p.key, p.value);
		}
	}
	coerceString() {
		return kindStr(this.kind);
	}
	number() {
		return NaN;
	}
	add(key, value) {
		if (key.toLowerCase() in this.indexMap) {
			return;
		}
		this.keys.push(key);
		this.v.push(value);
		this.indexMap[key.toLowerCase()] = this.v.length - 1;
	}
	get(key) {
		const index = this.indexMap[key.toLowerCase()];
		if (index === undefined) {
			return undefined;
		}
		return this.v[index];
	}
	values() {
		return this.v;
	}
	pairs() {
		const result = [];
		for (const key of this.keys) {
			result.push({
				key,
				value: this.v[this.indexMap[key.toLowerCase()]]
			});
		}
		return result;
	}
}
class Null {
	constructor() {
		this.kind = Kind.Null;
		this.primitive = true;
	}
	coerceString() {
		return "";
	}
	number() {
		return 0;
	}
}
class NumberData {
	constructor(value) {
		this.value = value;
		this.kind = Kind.Number;
		this.primitive = true;
	}
	coerceString() {
		if (this.value === 0) {
			return "0";
		}
		return (+this.value.toFixed(15)).toString();
	}
	number() {
		return this.value;
	}
}
class StringData {
	constructor(value) {
		this.value = value;
		this.kind = Kind.String;
		this.primitive = true;
	}
	coerceString() {
		return this.value;
	}
	number() {
		return Number(this.value);
	}
}
function replacer(_key, value) {
	if (value instanceof Null) {
		return null;
	}
	if (value instanceof BooleanData) {
		return value.value;
	}
	if (value instanceof NumberData) {
		return value.number();
	}
	if (value instanceof StringData) {
		return value.coerceString();
	}
	if (value instanceof Array$1) {
		return value.values();
	}
	if (value instanceof Dictionary) {
		const pairs = value.pairs();
		const r = {};
		for (const p of pairs) {
			r[p.key] = p.value;
		}
		return r;
	}
	return value;
}
function reviver(_key, val) {
	if (val === null) {
		return new Null();
	}
	if (typeof val === "string") {
		return new StringData(val);
	}
	if (typeof val === "number") {
		return new NumberData(val);
	}
	if (typeof val === "boolean") {
		return new BooleanData(val);
	}
	if (Array.isArray(val)) {
		return new Array$1(...val);
	}
	if (typeof val === "object") {
		return new Dictionary(...Object.keys(val).map((k) => ({
			key: k,
			value: val[k]
		})));
	}
	return val;
}
const MAX_PARSER_DEPTH = 50;
const MAX_EXPRESSION_LENGTH = 21e3;
var ErrorType;
(function(ErrorType) {
	ErrorType[ErrorType["ErrorUnexpectedSymbol"] = 0] = "ErrorUnexpectedSymbol";
	ErrorType[ErrorType["ErrorUnrecognizedNamedValue"] = 1] = "ErrorUnrecognizedNamedValue";
	ErrorType[ErrorType["ErrorUnexpectedEndOfExpression"] = 2] = "ErrorUnexpectedEndOfExpression";
	ErrorType[ErrorType["ErrorExceededMaxDepth"] = 3] = "ErrorExceededMaxDepth";
	ErrorType[ErrorType["ErrorExceededMaxLength"] = 4] = "ErrorExceededMaxLength";
	ErrorType[ErrorType["ErrorTooFewParameters"] = 5] = "ErrorTooFewParameters";
	ErrorType[ErrorType["ErrorTooManyParameters"] = 6] = "ErrorTooManyParameters";
	ErrorType[ErrorType["ErrorEvenParameters"] = 7] = "ErrorEvenParameters";
	ErrorType[ErrorType["ErrorUnrecognizedContext"] = 8] = "ErrorUnrecognizedContext";
	ErrorType[ErrorType["ErrorUnrecognizedFunction"] = 9] = "ErrorUnrecognizedFunction";
})(ErrorType || (ErrorType = {}));
class ExpressionError extends Error {
	constructor(typ, tok) {
		super(`${errorDescription(typ)}: '${tokenString(tok)}'`);
		this.typ = typ;
		this.tok = tok;
		this.pos = this.tok.range.start;
	}
}
function errorDescription(typ) {
	switch (typ) {
		case ErrorType.ErrorUnexpectedEndOfExpression: return "Unexpected end of expression";
		case ErrorType.ErrorUnexpectedSymbol: return "Unexpected symbol";
		case ErrorType.ErrorUnrecognizedNamedValue: return "Unrecognized named-value";
		case ErrorType.ErrorExceededMaxDepth: return `Exceeded max expression depth ${MAX_PARSER_DEPTH}`;
		case ErrorType.ErrorExceededMaxLength: return `Exceeded max expression length ${MAX_EXPRESSION_LENGTH}`;
		case ErrorType.ErrorTooFewParameters: return "Too few parameters supplied";
		case ErrorType.ErrorTooManyParameters: return "Too many parameters supplied";
		case ErrorType.ErrorEvenParameters: return "Even number of parameters supplied, requires an odd number of parameters";
		case ErrorType.ErrorUnrecognizedContext: return "Unrecognized named-value";
		case ErrorType.ErrorUnrecognizedFunction: return "Unrecognized function";
		default: return "Unknown error";
	}
}
class ExpressionEvaluationError extends Error {}
var TokenType;
(function(TokenType) {
	TokenType[TokenType["UNKNOWN"] = 0] = "UNKNOWN";
	TokenType[TokenType["LEFT_PAREN"] = 1] = "LEFT_PAREN";
	TokenType[TokenType["RIGHT_PAREN"] = 2] = "RIGHT_PAREN";
	TokenType[TokenType["LEFT_BRACKET"] = 3] = "LEFT_BRACKET";
	TokenType[TokenType["RIGHT_BRACKET"] = 4] = "RIGHT_BRACKET";
	TokenType[TokenType["COMMA"] = 5] = "COMMA";
	TokenType[TokenType["DOT"] = 6] = "DOT";
	TokenType[TokenType["BANG"] = 7] = "BANG";
	TokenType[TokenType["BANG_EQUAL"] = 8] = "BANG_EQUAL";
	TokenType[TokenType["EQUAL_EQUAL"] = 9] = "EQUAL_EQUAL";
	TokenType[TokenType["GREATER"] = 10] = "GREATER";
	TokenType[TokenType["GREATER_EQUAL"] = 11] = "GREATER_EQUAL";
	TokenType[TokenType["LESS"] = 12] = "LESS";
	TokenType[TokenType["LESS_EQUAL"] = 13] = "LESS_EQUAL";
	TokenType[TokenType["AND"] = 14] = "AND";
	TokenType[TokenType["OR"] = 15] = "OR";
	TokenType[TokenType["STAR"] = 16] = "STAR";
	TokenType[TokenType["NUMBER"] = 17] = "NUMBER";
	TokenType[TokenType["STRING"] = 18] = "STRING";
	TokenType[TokenType["IDENTIFIER"] = 19] = "IDENTIFIER";
	TokenType[TokenType["TRUE"] = 20] = "TRUE";
	TokenType[TokenType["FALSE"] = 21] = "FALSE";
	TokenType[TokenType["NULL"] = 22] = "NULL";
	TokenType[TokenType["EOF"] = 23] = "EOF";
})(TokenType || (TokenType = {}));
function tokenString(tok) {
	switch (tok.type) {
		case TokenType.EOF: return "EOF";
		case TokenType.NUMBER: return tok.lexeme;
		case TokenType.STRING: return tok.value.toString();
		default: return tok.lexeme;
	}
}
class Lexer {
	constructor(input) {
		this.input = input;
		this.start = 0;
		this.offset = 0;
		this.line = 0;
		this.lastLineOffset = 0;
		this.tokens = [];
	}
	lex() {
		if (this.input.length > MAX_EXPRESSION_LENGTH) {
			throw new Error("ErrorExceededMaxLength");
		}
		while (!this.atEnd()) {
			this.start = this.offset;
			const c = this.next();
			switch (c) {
				case "(":
					this.addToken(TokenType.LEFT_PAREN);
					break;
				case ")":
					this.addToken(TokenType.RIGHT_PAREN);
					break;
				case "[":
					this.addToken(TokenType.LEFT_BRACKET);
					break;
				case "]":
					this.addToken(TokenType.RIGHT_BRACKET);
					break;
				case ",":
					this.addToken(TokenType.COMMA);
					break;
				case ".":
					if (this.previous() != TokenType.IDENTIFIER && this.previous() != TokenType.RIGHT_BRACKET && this.previous() != TokenType.RIGHT_PAREN && this.previous() != TokenType.STAR) {
						this.consumeNumber();
					} else {
						this.addToken(TokenType.DOT);
					}
					break;
				case "-":
				case "+":
					this.consumeNumber();
					break;
				case "!":
					this.addToken(this.match("=") ? TokenType.BANG_EQUAL : TokenType.BANG);
					break;
				case "=":
					if (!this.match("=")) {
						this.consumeIdentifier();
						break;
					}
					this.addToken(TokenType.EQUAL_EQUAL);
					break;
				case "<":
					this.addToken(this.match("=") ? TokenType.LESS_EQUAL : TokenType.LESS);
					break;
				case ">":
					this.addToken(this.match("=") ? TokenType.GREATER_EQUAL : TokenType.GREATER);
					break;
				case "&":
					if (!this.match("&")) {
						this.consumeIdentifier();
						break;
					}
					this.addToken(TokenType.AND);
					break;
				case "|":
					if (!this.match("|")) {
						this.consumeIdentifier();
						break;
					}
					this.addToken(TokenType.OR);
					break;
				case "*":
					this.addToken(TokenType.STAR);
					break;
				case " ":
				case "\r":
				case "	": break;
				case "\n":
					++this.line;
					this.lastLineOffset = this.offset;
					break;
				case "'":
					this.consumeString();
					break;
				default: switch (true) {
					case isDigit(c):
						this.consumeNumber();
						break;
					default:
						this.consumeIdentifier();
						break;
				}
			}
		}
		this.tokens.push({
			type: TokenType.EOF,
			lexeme: "",
			range: this.range()
		});
		return { tokens: this.tokens };
	}
	pos() {
		return {
			line: this.line,
			column: this.start - this.lastLineOffset
		};
	}
	endPos() {
		return {
			line: this.line,
			column: this.offset - this.lastLineOffset
		};
	}
	range() {
		return {
			start: this.pos(),
			end: this.endPos()
		};
	}
	atEnd() {
		return this.offset >= this.input.length;
	}
	peek() {
		if (this.atEnd()) {
			return "\0";
		}
		return this.input[this.offset];
	}
	peekNext() {
		if (this.offset + 1 >= this.input.length) {
			return "\0";
		}
		return this.input[this.offset + 1];
	}
	previous() {
		const l = this.tokens.length;
		if (l == 0) {
			return TokenType.EOF;
		}
		return this.tokens[l - 1].type;
	}
	next() {
		return this.input[this.offset++];
	}
	match(expected) {
		if (this.atEnd()) {
			return false;
		}
		if (this.input[this.offset] !== expected) {
			return false;
		}
		this.offset++;
		return true;
	}
	addToken(type, value) {
		this.tokens.push({
			type,
			lexeme: this.input.substring(this.start, this.offset),
			range: this.range(),
			value
		});
	}
	consumeNumber() {
		while (!this.atEnd() && (!isBoundary(this.peek()) || this.peek() == ".")) {
			this.next();
		}
		const lexeme = this.input.substring(this.start, this.offset);
		const value = new StringData(lexeme).number();
		if (isNaN(value)) {
			throw new Error(`Unexpected symbol: '${lexeme}'. Located at position ${this.start + 1} within expression: ${this.input}`);
		}
		this.addToken(TokenType.NUMBER, value);
	}
	consumeString() {
		while ((this.peek() !== "'" || this.peekNext() === "'") && !this.atEnd()) {
			if (this.peek() === "\n") this.line++;
			if (this.peek() === "'" && this.peekNext() === "'") {
				this.next();
			}
			this.next();
		}
		if (this.atEnd()) {
			throw new Error(`Unexpected symbol: '${this.input.substring(this.start)}'. Located at position ${this.start + 1} within expression: ${this.input}`);
		}
		this.next();
		let value = this.input.substring(this.start + 1, this.offset - 1);
		value = value.replace("''", "'");
		this.addToken(TokenType.STRING, value);
	}
	consumeIdentifier() {
		while (!this.atEnd() && !isBoundary(this.peek())) {
			this.next();
		}
		let tokenType = TokenType.IDENTIFIER;
		let tokenValue = undefined;
		const lexeme = this.input.substring(this.start, this.offset);
		if (this.previous() != TokenType.DOT) {
			switch (lexeme) {
				case "true":
					tokenType = TokenType.TRUE;
					break;
				case "false":
					tokenType = TokenType.FALSE;
					break;
				case "null":
					tokenType = TokenType.NULL;
					break;
				case "NaN":
					tokenType = TokenType.NUMBER;
					tokenValue = NaN;
					break;
				case "Infinity":
					tokenType = TokenType.NUMBER;
					tokenValue = Infinity;
					break;
			}
		}
		if (!isLegalIdentifier(lexeme)) {
			throw new Error(`Unexpected symbol: '${lexeme}'. Located at position ${this.start + 1} within expression: ${this.input}`);
		}
		this.addToken(tokenType, tokenValue);
	}
}
function isDigit(c) {
	return c >= "0" && c <= "9";
}
function isBoundary(c) {
	switch (c) {
		case "(":
		case "[":
		case ")":
		case "]":
		case ",":
		case ".":
		case "!":
		case ">":
		case "<":
		case "=":
		case "&":
		case "|": return true;
	}
	return /\s/.test(c);
}
function isLegalIdentifier(str) {
	if (str == "") {
		return false;
	}
	const first = str[0];
	if (first >= "a" && first <= "z" || first >= "A" && first <= "Z" || first == "_") {
		for (const c of str.substring(1).split("")) {
			if (c >= "a" && c <= "z" || c >= "A" && c <= "Z" || c >= "0" && c <= "9" || c == "_" || c == "-");
			else {
				return false;
			}
		}
		return true;
	}
	return false;
}
const caseFunc = {
	name: "case",
	description: "`case( pred1, val1, pred2, val2, ..., default )`\n\nEvaluates predicates in order and returns the value corresponding to the first predicate that evaluates to `true`. If no predicate matches, it returns the last argument as the default value.",
	minArgs: 3,
	maxArgs: Number.MAX_SAFE_INTEGER,
	call: (...args) => {
		for (let i = 0; i < args.length - 1; i += 2) {
			const predicate = args[i];
			if (predicate.kind !== Kind.Boolean) {
				throw new Error("case predicate must evaluate to a boolean value");
			}
			if (predicate.value) {
				return args[i + 1];
			}
		}
		return args[args.length - 1];
	}
};
function coerceTypes(li, ri) {
	let lv = li;
	let rv = ri;
	if (li.kind === ri.kind) {
		return [lv, rv];
	}
	switch (li.kind) {
		case Kind.Number:
			if (ri.kind === Kind.String) {
				rv = new NumberData(ri.number());
				return [lv, rv];
			}
			break;
		case Kind.String:
			if (ri.kind === Kind.Number) {
				lv = new NumberData(li.number());
				return [lv, rv];
			}
			break;
		case Kind.Null:
		case Kind.Boolean:
			lv = new NumberData(li.number());
			return coerceTypes(lv, rv);
	}
	switch (ri.kind) {
		case Kind.Null:
		case Kind.Boolean:
			rv = new NumberData(ri.number());
			return coerceTypes(lv, rv);
	}
	return [lv, rv];
}
function equals(lhs, rhs) {
	const [lv, rv] = coerceTypes(lhs, rhs);
	if (lv.kind != rv.kind) {
		return false;
	}
	switch (lv.kind) {
		case Kind.Null: return true;
		case Kind.Number: {
			const ld = lv.value;
			const rd = rv.value;
			if (isNaN(ld) || isNaN(rd)) {
				return false;
			}
			return ld == rd;
		}
		case Kind.String: {
			const ls = lv.value;
			const rs = rv.value;
			return toUpperSpecial(ls) === toUpperSpecial(rs);
		}
		case Kind.Boolean: {
			const lb = lv.value;
			const rb = rv.value;
			return lb == rb;
		}
		case Kind.Dictionary:
		case Kind.Array: return lv === rv;
	}
	return false;
}
function greaterThan(lhs, rhs) {
	const [lv, rv] = coerceTypes(lhs, rhs);
	if (lv.kind != rv.kind) {
		return false;
	}
	switch (lv.kind) {
		case Kind.Number: {
			const lf = lv.value;
			const rf = rv.value;
			if (isNaN(lf) || isNaN(rf)) {
				return false;
			}
			return lf > rf;
		}
		case Kind.String: {
			let ls = lv.value;
			let rs = rv.value;
			ls = toUpperSpecial(ls);
			rs = toUpperSpecial(rs);
			return ls > rs;
		}
		case Kind.Boolean: {
			const lb = lv.value;
			const rb = rv.value;
			return lb && !rb;
		}
	}
	return false;
}
function lessThan(lhs, rhs) {
	const [lv, rv] = coerceTypes(lhs, rhs);
	if (lv.kind != rv.kind) {
		return false;
	}
	switch (lv.kind) {
		case Kind.Number: {
			const lf = lv.value;
			const rf = rv.value;
			if (isNaN(lf) || isNaN(rf)) {
				return false;
			}
			return lf < rf;
		}
		case Kind.String: {
			let ls = lv.value;
			let rs = rv.value;
			ls = toUpperSpecial(ls);
			rs = toUpperSpecial(rs);
			return ls < rs;
		}
		case Kind.Boolean: {
			const lb = lv.value;
			const rb = rv.value;
			return !lb && rb;
		}
	}
	return false;
}
function toUpperSpecial(s) {
	const sb = [];
	let i = 0;
	const len = s.length;
	let found = s.indexOf("ı");
	while (i < len) {
		if (i < found) {
			sb.push(s.substring(i, found).toUpperCase());
			i = found;
		} else if (i == found) {
			sb.push(s.substring(i, i + 1));
			i += 1;
			found = s.indexOf("ı", i);
		} else {
			sb.push(s.substring(i).toUpperCase());
			break;
		}
	}
	return sb.join("");
}
const contains = {
	name: "contains",
	description: "`contains( search, item )`\n\nReturns `true` if `search` contains `item`. If `search` is an array, this function returns `true` if the `item` is an element in the array. If `search` is a string, this function returns `true` if the `item` is a substring of `search`. This function is not case sensitive. Casts values to a string.",
	minArgs: 2,
	maxArgs: 2,
	call: (...args) => {
		const left = args[0];
		const right = args[1];
		if (left.primitive) {
			const ls = left.coerceString();
			if (right.primitive) {
				const rs = right.coerceString();
				return new BooleanData(ls.toLowerCase().includes(rs.toLowerCase()));
			}
		} else if (left.kind === Kind.Array) {
			const la = left;
			if (la.values().length === 0) {
				return new BooleanData(false);
			}
			for (const v of la.values()) {
				if (equals(right, v)) {
					return new BooleanData(true);
				}
			}
		}
		return new BooleanData(false);
	}
};
const endswith = {
	name: "endsWith",
	description: "`endsWith( searchString, searchValue )`\n\nReturns `true` if `searchString` ends with `searchValue`. This function is not case sensitive. Casts values to a string.",
	minArgs: 2,
	maxArgs: 2,
	call: (...args) => {
		const left = args[0];
		if (!left.primitive) {
			return new BooleanData(false);
		}
		const right = args[1];
		if (!right.primitive) {
			return new BooleanData(false);
		}
		const ls = toUpperSpecial(left.coerceString());
		const rs = toUpperSpecial(right.coerceString());
		return new BooleanData(ls.endsWith(rs));
	}
};
const format = {
	name: "format",
	description: "`format( string, replaceValue0, replaceValue1, ..., replaceValueN)`\n\nReplaces values in the `string`, with the variable `replaceValueN`. Variables in the `string` are specified using the `{N}` syntax, where `N` is an integer. You must specify at least one `replaceValue` and `string`. There is no maximum for the number of variables (`replaceValueN`) you can use. Escape curly braces using double braces.",
	minArgs: 1,
	maxArgs: 255,
	call: (...args) => {
		const fs = args[0].coerceString();
		const result = [];
		let index = 0;
		while (index < fs.length) {
			const lbrace = fs.indexOf("{", index);
			const rbrace = fs.indexOf("}", index);
			if (lbrace >= 0 && (rbrace < 0 || rbrace > lbrace)) {
				if (safeCharAt(fs, lbrace + 1) === "{") {
					result.push(fs.substr(index, lbrace - index + 1));
					index = lbrace + 2;
					continue;
				}
				if (rbrace > lbrace + 1) {
					const argIndex = readArgIndex(fs, lbrace + 1);
					if (argIndex.success) {
						if (1 + argIndex.result > args.length - 1) {
							throw new Error(`The following format string references more arguments than were supplied: ${fs}`);
						}
						if (lbrace > index) {
							result.push(fs.substr(index, lbrace - index));
						}
						result.push(`${args[1 + argIndex.result].coerceString()}`);
						index = rbrace + 1;
						continue;
					}
				}
				throw new Error(`The following format string is invalid: ${fs}`);
			} else if (rbrace >= 0) {
				if (safeCharAt(fs, rbrace + 1) === "}") {
					result.push(fs.substr(index, rbrace - index + 1));
					index = rbrace + 2;
				} else {
					throw new Error(`The following format string is invalid: ${fs}`);
				}
			} else {
				result.push(fs.substr(index));
				break;
			}
		}
		return new StringData(result.join(""));
	}
};
function safeCharAt(string, index) {
	if (string.length > index) {
		return string[index];
	}
	return "\0";
}
function readArgIndex(string, startIndex) {
	let length = 0;
	for (;;) {
		const nextChar = safeCharAt(string, startIndex + length);
		if (nextChar >= "0" && nextChar <= "9") {
			length++;
		} else {
			break;
		}
	}
	if (length < 1) {
		return { success: false };
	}
	const endIndex = startIndex + length - 1;
	const result = parseInt(string.substr(startIndex, length));
	return {
		success: !isNaN(result),
		result,
		endIndex
	};
}
const fromjson = {
	name: "fromJson",
	description: "`fromJSON(value)`\n\nReturns a JSON object or JSON data type for `value`. You can use this function to provide a JSON object as an evaluated expression or to convert environment variables from a string.",
	minArgs: 1,
	maxArgs: 1,
	call: (...args) => {
		const input = args[0];
		const is = input.coerceString();
		if (is.trim() === "") {
			throw new Error("empty input");
		}
		try {
			return JSON.parse(is, reviver);
		} catch (e) {
			throw new ExpressionEvaluationError("Error parsing JSON when evaluating fromJson", { cause: e });
		}
	}
};
const join = {
	name: "join",
	description: "`join( array, optionalSeparator )`\n\nThe value for `array` can be an array or a string. All values in `array` are concatenated into a string. If you provide `optionalSeparator`, it is inserted between the concatenated values. Otherwise, the default separator `,` is used. Casts values to a string.",
	minArgs: 1,
	maxArgs: 2,
	call: (...args) => {
		if (args[0].primitive) {
			return new StringData(args[0].coerceString());
		}
		if (args[0].kind === Kind.Array) {
			let separator = ",";
			if (args.length > 1 && args[1].primitive) {
				separator = args[1].coerceString();
			}
			return new StringData(args[0].values().map((item) => item.coerceString()).join(separator));
		}
		return new StringData("");
	}
};
const startswith = {
	name: "startsWith",
	description: "`startsWith( searchString, searchValue )`\n\nReturns `true` when `searchString` starts with `searchValue`. This function is not case sensitive. Casts values to a string.",
	minArgs: 2,
	maxArgs: 2,
	call: (...args) => {
		const left = args[0];
		if (!left.primitive) {
			return new BooleanData(false);
		}
		const right = args[1];
		if (!right.primitive) {
			return new BooleanData(false);
		}
		const ls = toUpperSpecial(left.coerceString());
		const rs = toUpperSpecial(right.coerceString());
		return new BooleanData(ls.startsWith(rs));
	}
};
const tojson = {
	name: "toJson",
	description: "`toJSON(value)`\n\nReturns a pretty-print JSON representation of `value`. You can use this function to debug the information provided in contexts.",
	minArgs: 1,
	maxArgs: 1,
	call: (...args) => {
		return new StringData(JSON.stringify(args[0], replacer, "  "));
	}
};
const wellKnownFunctions = {
	case: caseFunc,
	contains,
	endswith,
	format,
	fromjson,
	join,
	startswith,
	tojson
};
function validateFunction(context, identifier, argCount) {
	const name = identifier.lexeme.toLowerCase();
	let f;
	f = wellKnownFunctions[name];
	if (!f) {
		f = context.extensionFunctions.get(name);
		if (!f) {
			if (!context.allowUnknownKeywords) {
				throw new ExpressionError(ErrorType.ErrorUnrecognizedFunction, identifier);
			}
			return;
		}
	}
	if (argCount < f.minArgs) {
		throw new ExpressionError(ErrorType.ErrorTooFewParameters, identifier);
	}
	if (argCount > f.maxArgs) {
		throw new ExpressionError(ErrorType.ErrorTooManyParameters, identifier);
	}
	if (name === "case" && argCount % 2 === 0) {
		throw new ExpressionError(ErrorType.ErrorEvenParameters, identifier);
	}
}
const anyText = ["", ""];
function concatenated(texts) {
	const all = [""];
	for (const [first = "", ...others] of texts) all.push((all.pop() ?? "") + first, ...others);
	return all.filter((part, at) => part !== "" || at === 0 || at === all.length - 1);
}
function mayBe(parts, text) {
	const [first = "", ...others] = parts;
	const last = others.pop();
	if (last === undefined) return first === text;
	if (!text.startsWith(first) || !text.endsWith(last)) return false;
	const at = endOfAll(others, text, first.length);
	return at !== undefined && at + last.length <= text.length;
}
function mayBeSame(one, other) {
	const [text, second] = [one[0] ?? "", other[0] ?? ""];
	if (one.length === 1) return mayBe(other, text);
	if (other.length === 1) return mayBe(one, second);
	const [end, secondEnd] = [one.at(-1) ?? "", other.at(-1) ?? ""];
	return (text.startsWith(second) || second.startsWith(text)) && (end.endsWith(secondEnd) || secondEnd.endsWith(end));
}
function beginsWith([first = ""], text) {
	if (first.startsWith(text)) return true;
	return text.startsWith(first) ? undefined : false;
}
function endsIn(parts, text) {
	const last = parts.at(-1) ?? "";
	if (last.endsWith(text)) return true;
	return text.endsWith(last) ? undefined : false;
}
const mayHold = (text, parts) => endOfAll(parts, text, 0) !== undefined;
const mayBeginWith = (text, [first = "", ...others]) => text.startsWith(first) && endOfAll(others, text, first.length) !== undefined;
function mayEndIn(text, parts) {
	const last = parts.at(-1) ?? "";
	return text.endsWith(last) && mayHold(text.slice(0, text.length - last.length), parts.slice(0, -1));
}
function endOfAll(parts, text, from) {
	let at = from;
	for (const part of parts) {
		const found = text.indexOf(part, at);
		if (found < 0) return undefined;
		at = found + part.length;
	}
	return at;
}
const mostValues = 64;
const anything$2 = [new Unknown("anything")];
function distinctValues(values) {
	if (values.length < 2) return values;
	const found = [...new Map(values.map((value) => [exactText(value), value])).values()];
	return found.length > mostValues ? [widened(found)] : found;
}
function widened(values) {
	const from = sourcesOf(values);
	const isText = values.every((value) => typeof value === "string" || isSomeText(value));
	return new Unknown("one of many", {
		from,
		...isText && { parts: anyText }
	});
}
function oneOf(values) {
	const found = distinctValues(values);
	return found.length === 1 ? found[0] ?? null : new OneOf(found);
}
const someText = (parts, from, isTrue = false) => {
	const [only = ""] = parts;
	return parts.length === 1 ? only : new Unknown("some text", {
		from,
		parts,
		isTrue
	});
};
const isSomeText = (value) => value instanceof Unknown && value.parts !== undefined;
function partsOf$1(value) {
	if (value instanceof Unknown) return value.parts ?? anyText;
	return [textOf(value)];
}
const mostSources = 8;
function sourcesOf(values) {
	const found = new Set();
	const visit = (value) => {
		if (value instanceof Unknown) for (const one of value.from) found.add(one);
		else if (value instanceof OneOf) value.values.forEach(visit);
		else if (isMap(value)) [...value.values()].forEach(visit);
		else if (Array.isArray(value)) value.forEach(visit);
	};
	values.forEach(visit);
	return [...found].slice(0, mostSources);
}
function isOpen(value) {
	if (value instanceof Unknown) return true;
	if (value instanceof OneOf) return value.values.some(isOpen);
	if (isMap(value)) return [...value.values()].some(isOpen);
	return Array.isArray(value) && value.some(isOpen);
}
function holdsChoice(value) {
	if (value instanceof OneOf) return true;
	if (isMap(value)) return [...value.values()].some(holdsChoice);
	return Array.isArray(value) && value.some(holdsChoice);
}
function choicesOf(value) {
	if (!holdsChoice(value)) return [value];
	if (value instanceof OneOf) return bounded(value.values.flatMap(choicesOf));
	if (isMap(value)) {
		const made = product([...value.values()].map(choicesOf));
		return made?.map((parts) => new Map([...value.keys()].map((key, at) => [key, parts[at] ?? null]))) ?? anything$2;
	}
	return product(value.map(choicesOf)) ?? anything$2;
}
const bounded = (values) => values.length > mostValues ? [widened(values)] : values;
function product(lists, most = mostValues) {
	let made = [[]];
	for (const list of lists) {
		if (made.length * list.length > most) return undefined;
		made = made.flatMap((one) => list.map((item) => [...one, item]));
	}
	return made;
}
const isPrimitive = (value) => value === null || [
	"string",
	"number",
	"boolean"
].includes(typeof value);
function toData(value) {
	if (typeof value === "string") return new StringData(value);
	if (typeof value === "number") return new NumberData(value);
	return typeof value === "boolean" ? new BooleanData(value) : new Null();
}
function truthOf(value) {
	if (value instanceof Unknown) return value.isTrue || value.parts?.some((part) => part !== "") ? true : undefined;
	if (isPrimitive(value)) return Boolean(value);
	return true;
}
function asTrue(value) {
	if (!(value instanceof Unknown)) return [value];
	return [new Unknown(value.text, {
		from: value.from,
		parts: value.parts,
		isTrue: true
	})];
}
const asFalse = (value) => isSomeText(value) ? ["", null] : [value];
function areEqual(one, other) {
	if (isPrimitive(one) && isPrimitive(other)) return equals(toData(one), toData(other));
	if (one instanceof Unknown) return unknownEquals(one, other);
	if (other instanceof Unknown) return unknownEquals(other, one);
	const isSameKind = !isPrimitive(one) && !isPrimitive(other) && isMap(one) === isMap(other);
	return isSameKind ? undefined : false;
}
function unknownEquals(one, other) {
	if (!isSomeText(one)) return undefined;
	const folded = one.parts.map(toUpperSpecial);
	if (typeof other === "string") {
		if (other === "" && one.isTrue) return false;
		return mayBe(folded, toUpperSpecial(other)) ? undefined : false;
	}
	if (isSomeText(other)) return mayBeSame(folded, other.parts.map(toUpperSpecial)) ? undefined : false;
	if (other instanceof Unknown) return undefined;
	if (!isPrimitive(other)) return false;
	return one.parts.every(mayBeOfNumber) ? undefined : false;
}
const mayBeOfNumber = (part) => /^[\s\da-fox.+\-infty]*$/i.test(part);
function isOrdered(one, order, other) {
	if (!isPrimitive(one) || !isPrimitive(other)) {
		const isUnknown = [one, other].some((value) => value instanceof Unknown) || order.endsWith("=");
		return isUnknown ? undefined : false;
	}
	const [left, right] = [toData(one), toData(other)];
	const isSame = order.endsWith("=") && equals(left, right);
	return isSame || (order.startsWith("<") ? lessThan : greaterThan)(left, right);
}
function placeOf(value) {
	if (!isPrimitive(value)) return undefined;
	const place = toData(value).number();
	return Number.isFinite(place) && place >= 0 ? Math.floor(place) : undefined;
}
const foldedParts = (value) => partsOf$1(value).map(toUpperSpecial);
const no = false;
const either = [true, false];
const possible = (truth) => truth === undefined ? either : [truth];
const longestText = 2e4;
const functions$1 = {
	always: () => [true],
	success: () => either,
	failure: () => either,
	cancelled: () => either,
	case: ([ ...args]) => chosen$1(args),
	contains: ([search = null, item = null]) => possible(holds(search, item)),
	startswith: ([text = null, start = null]) => possible(startsWith(text, start)),
	endswith: ([text = null, end = null]) => possible(endsWith(text, end)),
	format: (args) => [formatted(args)],
	join: ([list = null, separator = ","]) => [joined(list, separator)],
	fromjson: ([text = null]) => fromJson(text),
	tojson: ([value = null]) => [toJson(value)],
	hashfiles: () => [someText(anyText, ["hashFiles()"])]
};
function call(name, args) {
	try {
		return functions$1[name.toLowerCase()]?.(args) ?? anything$2;
	} catch {
		return anything$2;
	}
}
function chosen$1(args) {
	const found = [];
	for (let at = 0; at + 1 < args.length; at += 2) {
		const [condition = null, value = null] = args.slice(at);
		if (condition === false) continue;
		found.push(value);
		if (condition === true) return found;
		if (!(condition instanceof Unknown) || isSomeText(condition)) return anything$2;
	}
	return [...found, args.at(-1) ?? null];
}
const textIn = (value) => isPrimitive(value) || isSomeText(value) ? partsOf$1(value) : undefined;
const isAnything = (value) => value instanceof Unknown && !isSomeText(value);
function holds(search, item) {
	if (isAnything(search)) return undefined;
	if (Array.isArray(search)) return holdsItem(search, item);
	if (isAnything(item)) return undefined;
	const lower = (parts) => parts?.map((part) => part.toLowerCase());
	const [text, part] = [lower(textIn(search)), lower(textIn(item))];
	if (text === undefined || part === undefined) return no;
	if (part.length === 1) {
		if (text.some((one) => one.includes(part[0] ?? ""))) return true;
		return text.length === 1 ? no : undefined;
	}
	return text.length > 1 || mayHold(text[0] ?? "", part) ? undefined : no;
}
function holdsItem(items, item) {
	const found = new Set(items.map((one) => areEqual(item, one)));
	if (found.has(true)) return true;
	return found.has(undefined) ? undefined : no;
}
function startsWith(text, start) {
	return ofTexts(text, start, (all, part) => {
		if (part.length === 1) return knownOr(all, beginsWith(all, part[0] ?? ""));
		if (all.length === 1) return mayBeginWith(all[0] ?? "", part) ? undefined : no;
		return beginsWith(all, part[0] ?? "") === false ? no : undefined;
	});
}
function endsWith(text, end) {
	return ofTexts(text, end, (all, part) => {
		const last = part.at(-1) ?? "";
		if (part.length === 1) return knownOr(all, endsIn(all, last));
		if (all.length === 1) return mayEndIn(all[0] ?? "", part) ? undefined : no;
		return endsIn(all, last) === false ? no : undefined;
	});
}
const knownOr = (all, truth) => all.length === 1 ? truth ?? no : truth;
function ofTexts(text, part, compare) {
	if (isAnything(text) || isAnything(part)) return undefined;
	if (textIn(text) === undefined || textIn(part) === undefined) return no;
	return compare(foldedParts(text), foldedParts(part));
}
const mark = (at) => `\0${at}\0`;
function formatted([pattern = null, ...args]) {
	const from = sourcesOf([pattern, ...args]);
	if (pattern instanceof Unknown) return someText(anyText, from);
	const text = textOf(pattern);
	const texts = args.map(partsOf$1);
	const lengths = texts.map((parts) => parts.join("").length);
	const isLarge = text.length + text.split("{").length * Math.max(0, ...lengths) > longestText;
	if (isLarge || text.includes("\0")) return someText(anyText, from);
	const made = wellKnownFunctions.format?.call(toData(text), ...args.map((_, at) => toData(mark(at))));
	const pieces = (made?.coerceString() ?? "").split("\0");
	return someText(concatenated(pieces.map((piece, at) => at % 2 === 0 ? [piece] : texts[Number(piece)] ?? anyText)), from);
}
function joined(list, separator) {
	const from = sourcesOf([list, separator]);
	if (list instanceof Unknown) return isSomeText(list) ? list : someText(anyText, from);
	if (isPrimitive(list)) return textOf(list);
	if (isMap(list)) return "";
	const between = isPrimitive(separator) || separator instanceof Unknown ? partsOf$1(separator) : [","];
	const texts = list.flatMap((item, at) => [...at > 0 ? [between] : [], partsOf$1(item)]);
	const length = texts.reduce((sum, parts) => sum + parts.join("").length, 0);
	return someText(length > longestText ? anyText : concatenated(texts), from);
}
function fromJson(text) {
	if (text instanceof Unknown) return [new Unknown("JSON", { from: text.from })];
	return [fromParsed(JSON.parse(textOf(text)))];
}
function fromParsed(value) {
	if (Array.isArray(value)) return value.map(fromParsed);
	if (isRecord(value)) return new Map(Object.entries(value).map(([key, part]) => [key, fromParsed(part)]));
	return value;
}
function toJson(value) {
	if (isOpen(value)) return someText(anyText, sourcesOf([value]), true);
	const text = JSON.stringify(value, (_, part) => part instanceof Map ? Object.fromEntries(part) : part, "  ");
	return text.length > longestText ? someText(anyText, [], true) : text;
}
const mostPairs = 512;
class Work {
	#left;
	constructor(most) {
		this.#left = most;
	}
	spend(steps) {
		this.#left -= steps;
		return this.#left >= 0;
	}
}
class Filtered extends Array {}
const filtered = (items) => Object.assign(new Filtered(), items);
function evaluate(expression, contexts, work) {
	return expression.accept(new Evaluation(contexts, work));
}
class Evaluation {
	#contexts;
	#work;
	constructor(contexts, work) {
		this.#contexts = contexts;
		this.#work = work;
	}
	visitLiteral(literal) {
		return [literalOf(literal)];
	}
	visitGrouping({ group }) {
		return this.#valuesOf(group);
	}
	visitUnary({ expr }) {
		return truths(this.#singles(expr).map((value) => not(truthOf(value))));
	}
	visitBinary({ left, operator, right }) {
		const [ones, others] = [this.#singles(left), this.#singles(right)];
		const pairs = product([ones, others], mostPairs);
		if (pairs === undefined || !this.#work.spend(pairs.length)) return [true, false];
		return truths(pairs.map(([one = null, other = null]) => compared(one, operator.type, other)));
	}
	visitLogical({ operator, args }) {
		const decides = operator.type === TokenType.OR;
		const found = [];
		let open = [];
		for (const [at, arg] of args.entries()) {
			const values = this.#singles(arg);
			if (at === args.length - 1) return distinctValues([...found, ...values]);
			open = values.filter((value) => truthOf(value) !== decides);
			const deciding = values.filter((value) => truthOf(value) !== !decides);
			found.push(...deciding.flatMap(decides ? asTrue : asFalse));
			if (open.length === 0) break;
		}
		return distinctValues(found);
	}
	visitContextAccess(access) {
		const value = this.#contexts(access.name.lexeme.toLowerCase());
		return choicesOf(value === undefined ? new Unknown("anything") : value).map((one) => named$1(one, access));
	}
	visitIndexAccess(access) {
		const bases = this.#singles(access.expr);
		if (access.index instanceof Star) return distinctValues(bases.map((base) => starOf(base)));
		const pairs = product([bases, this.#singles(access.index)], mostPairs);
		if (pairs === undefined || !this.#work.spend(pairs.length)) return anything$2;
		const found = pairs.flatMap(([base = null, key = null]) => partsAt(base, key));
		return distinctValues(found.flatMap(choicesOf).map((one) => named$1(one, access)));
	}
	visitFunctionCall({ functionName, args }) {
		const choices = product(args.map((arg) => this.#singles(arg)), mostPairs);
		if (choices === undefined || !this.#work.spend(choices.length)) return anything$2;
		return distinctValues(choices.flatMap((choice) => call(functionName.lexeme, choice)));
	}
	#valuesOf(expression) {
		return this.#work.spend(1) ? expression.accept(this) : anything$2;
	}
	#singles(expression) {
		return this.#valuesOf(expression).flatMap(choicesOf);
	}
}
function literalOf({ literal, token }) {
	if (token.type === TokenType.STRING) return token.lexeme.slice(1, -1).replaceAll("''", "'");
	if (literal.kind === Kind.String) return literal.coerceString();
	if (literal.kind === Kind.Null) return null;
	return literal.kind === Kind.Boolean ? literal.number() === 1 : literal.number();
}
const not = (truth) => truth === undefined ? undefined : !truth;
function truths(found) {
	const all = new Set(found.flatMap((truth) => truth === undefined ? [true, false] : [truth]));
	return [...all];
}
function compared(one, operator, other) {
	if (operator === TokenType.EQUAL_EQUAL) return areEqual(one, other);
	if (operator === TokenType.BANG_EQUAL) return not(areEqual(one, other));
	const order = orders.get(operator);
	return order === undefined ? undefined : isOrdered(one, order, other);
}
const orders = new Map([
	[TokenType.LESS, "<"],
	[TokenType.LESS_EQUAL, "<="],
	[TokenType.GREATER, ">"],
	[TokenType.GREATER_EQUAL, ">="]
]);
function partsAt(base, key) {
	if (base instanceof Unknown) return isSomeText(base) ? [null] : [new Unknown(base.text, { from: base.from })];
	if (base instanceof Filtered) return [filteredBy(base, key)];
	if (isMap(base)) return mapPartsAt(base, key);
	if (isPrimitive(base)) return [null];
	const items = base;
	if (key instanceof Unknown) return [...items, null];
	const place = placeOf(key);
	return [place === undefined ? null : items[place] ?? null];
}
function mapPartsAt(map, key) {
	if (isPrimitive(key)) return [propertyOf(map, textOf(key))];
	if (!(key instanceof Unknown)) return [null];
	const folded = key.parts?.map((part) => part.toLowerCase());
	const found = [...map].filter(([name]) => name === rest || !folded || mayBe(folded, name.toLowerCase()));
	return [...found.map(([, value]) => value), null];
}
function propertyOf(map, key) {
	const exact = map.get(key);
	if (exact !== undefined) return exact;
	const wanted = key.toLowerCase();
	for (const [name, found] of map) if (name.toLowerCase() === wanted) return found;
	return map.get(rest) ?? null;
}
function filteredBy(list, key) {
	if (key instanceof Unknown) return new Unknown("items", { from: key.from });
	const found = [];
	for (const item of list) {
		if (item instanceof Unknown || isMap(item) && item.has(rest)) return new Unknown("items", { from: item instanceof Unknown ? item.from : [] });
		if (isMap(item)) {
			const value = isPrimitive(key) ? ownOf(item, textOf(key)) : undefined;
			if (value !== undefined) found.push(value);
		} else if (Array.isArray(item)) {
			const value = item[placeOf(key) ?? -1];
			if (value !== undefined) found.push(value);
		}
	}
	return filtered(found);
}
const ownOf = (map, key) => [...map].find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
function starOf(base) {
	if (base instanceof Filtered) return starOfItems(base);
	if (base instanceof Unknown) return isSomeText(base) ? filtered([]) : new Unknown(base.text, { from: base.from });
	if (isMap(base)) return base.has(rest) ? new Unknown("values") : filtered([...base.values()]);
	return filtered(isPrimitive(base) ? [] : base);
}
function starOfItems(list) {
	const found = [];
	for (const item of list) {
		if (item instanceof Unknown && !isSomeText(item)) return new Unknown("items", { from: item.from });
		const values = starOf(item);
		if (values instanceof Unknown) return values;
		found.push(...values);
	}
	return filtered(found);
}
function named$1(value, access) {
	if (!(value instanceof Unknown) || !isOnWay(value.from, access)) return value;
	const way = wayOf(access);
	return way === undefined ? value : new Unknown(value.text, {
		from: [way],
		parts: value.parts,
		isTrue: value.isTrue
	});
}
function isOnWay(from, access) {
	if (from.length === 0) return true;
	return access instanceof IndexAccess && from.length === 1 && from[0] === wayOf(access.expr);
}
function wayOf(expression) {
	return stepsTo(expression)?.join(".");
}
function stepsTo(expression) {
	if (expression instanceof ContextAccess) return [expression.name.lexeme];
	if (!(expression instanceof IndexAccess)) return undefined;
	const { index } = expression;
	const before = stepsTo(expression.expr);
	if (before === undefined) return undefined;
	if (index instanceof Star) return [...before, "*"];
	return index instanceof Literal ? [...before, index.literal.coerceString()] : undefined;
}
class Parser {
	constructor(tokens, extensionContexts, extensionFunctions) {
		this.tokens = tokens;
		this.offset = 0;
		this.depth = 0;
		this.extContexts = new Map();
		this.extFuncs = new Map();
		for (const contextName of extensionContexts) {
			this.extContexts.set(contextName.toLowerCase(), true);
		}
		for (const { name, func } of extensionFunctions.map((x) => ({
			name: x.name,
			func: x
		}))) {
			this.extFuncs.set(name.toLowerCase(), func);
		}
		this.context = {
			allowUnknownKeywords: false,
			extensionContexts: this.extContexts,
			extensionFunctions: this.extFuncs
		};
	}
	parse() {
		let result;
		if (this.atEnd()) {
			return result;
		}
		result = this.expression();
		if (!this.atEnd()) {
			throw this.buildError(ErrorType.ErrorUnexpectedSymbol, this.peek());
		}
		return result;
	}
	expression() {
		this.incrDepth();
		try {
			return this.logicalOr();
		} finally {
			this.decrDepth();
		}
	}
	logicalOr() {
		let expr = this.logicalAnd();
		if (this.check(TokenType.OR)) {
			this.incrDepth();
			try {
				const logical = new Logical(this.peek(), [expr]);
				expr = logical;
				while (this.match(TokenType.OR)) {
					const right = this.logicalAnd();
					logical.args.push(right);
				}
			} finally {
				this.decrDepth();
			}
		}
		return expr;
	}
	logicalAnd() {
		let expr = this.equality();
		if (this.check(TokenType.AND)) {
			this.incrDepth();
			try {
				const logical = new Logical(this.peek(), [expr]);
				expr = logical;
				while (this.match(TokenType.AND)) {
					const right = this.equality();
					logical.args.push(right);
				}
			} finally {
				this.decrDepth();
			}
		}
		return expr;
	}
	equality() {
		let expr = this.comparison();
		while (this.match(TokenType.BANG_EQUAL, TokenType.EQUAL_EQUAL)) {
			const operator = this.previous();
			const right = this.comparison();
			expr = new Binary(expr, operator, right);
		}
		return expr;
	}
	comparison() {
		let expr = this.unary();
		while (this.match(TokenType.GREATER, TokenType.GREATER_EQUAL, TokenType.LESS, TokenType.LESS_EQUAL)) {
			const operator = this.previous();
			const right = this.unary();
			expr = new Binary(expr, operator, right);
		}
		return expr;
	}
	unary() {
		if (this.match(TokenType.BANG)) {
			this.incrDepth();
			const operator = this.previous();
			const unary = this.unary();
			try {
				return new Unary(operator, unary);
			} finally {
				this.decrDepth();
			}
		}
		return this.index();
	}
	index() {
		let expr = this.call();
		let depthIncreased = 0;
		if (expr instanceof Grouping || expr instanceof FunctionCall || expr instanceof ContextAccess) {
			let cont = true;
			while (cont) {
				switch (true) {
					case this.match(TokenType.LEFT_BRACKET): {
						let indexExpr;
						if (this.match(TokenType.STAR)) {
							indexExpr = new Star();
						} else {
							indexExpr = this.expression();
						}
						this.consume(TokenType.RIGHT_BRACKET, ErrorType.ErrorUnexpectedSymbol);
						this.incrDepth();
						depthIncreased++;
						expr = new IndexAccess(expr, indexExpr);
						break;
					}
					case this.match(TokenType.DOT):
						this.incrDepth();
						depthIncreased++;
						if (this.match(TokenType.IDENTIFIER)) {
							const property = this.previous();
							expr = new IndexAccess(expr, new Literal(new StringData(property.lexeme), property));
						} else if (this.match(TokenType.STAR)) {
							expr = new IndexAccess(expr, new Star());
						} else {
							throw this.buildError(ErrorType.ErrorUnexpectedSymbol, this.peek());
						}
						break;
					default: cont = false;
				}
			}
		}
		for (let i = 0; i < depthIncreased; i++) {
			this.decrDepth();
		}
		return expr;
	}
	call() {
		if (!this.check(TokenType.IDENTIFIER)) {
			return this.primary();
		}
		const identifier = this.next();
		if (!this.match(TokenType.LEFT_PAREN)) {
			if (!this.extContexts.has(identifier.lexeme.toLowerCase())) {
				throw this.buildError(ErrorType.ErrorUnrecognizedContext, identifier);
			}
			return new ContextAccess(identifier);
		}
		const args = [];
		while (!this.match(TokenType.RIGHT_PAREN)) {
			const aexp = this.expression();
			args.push(aexp);
			if (!this.check(TokenType.RIGHT_PAREN)) {
				this.consume(TokenType.COMMA, ErrorType.ErrorUnexpectedSymbol);
			}
		}
		validateFunction(this.context, identifier, args.length);
		return new FunctionCall(identifier, args);
	}
	primary() {
		switch (true) {
			case this.match(TokenType.FALSE): return new Literal(new BooleanData(false), this.previous());
			case this.match(TokenType.TRUE): return new Literal(new BooleanData(true), this.previous());
			case this.match(TokenType.NULL): return new Literal(new Null(), this.previous());
			case this.match(TokenType.NUMBER): return new Literal(new NumberData(this.previous().value), this.previous());
			case this.match(TokenType.STRING): return new Literal(new StringData(this.previous().value), this.previous());
			case this.match(TokenType.LEFT_PAREN): {
				const expr = this.expression();
				if (this.atEnd()) {
					throw this.buildError(ErrorType.ErrorUnexpectedEndOfExpression, this.previous());
				}
				this.consume(TokenType.RIGHT_PAREN, ErrorType.ErrorUnexpectedSymbol);
				return new Grouping(expr);
			}
			case this.atEnd(): throw this.buildError(ErrorType.ErrorUnexpectedEndOfExpression, this.previous());
		}
		throw this.buildError(ErrorType.ErrorUnexpectedSymbol, this.peek());
	}
	match(...tokenTypes) {
		for (const tokenType of tokenTypes) {
			if (this.check(tokenType)) {
				this.next();
				return true;
			}
		}
		return false;
	}
	check(tokenType) {
		if (this.atEnd()) {
			return false;
		}
		return this.peek().type == tokenType;
	}
	atEnd() {
		return this.peek().type == TokenType.EOF;
	}
	next() {
		if (!this.atEnd()) {
			this.offset++;
		}
		return this.previous();
	}
	peek() {
		return this.tokens[this.offset];
	}
	previous() {
		return this.tokens[this.offset - 1];
	}
	consume(tokenType, errorType) {
		if (this.check(tokenType)) {
			this.next();
			return;
		}
		throw this.buildError(errorType, this.peek());
	}
	incrDepth() {
		this.depth++;
		if (this.depth > MAX_PARSER_DEPTH) {
			throw this.buildError(ErrorType.ErrorExceededMaxDepth, this.peek());
		}
	}
	decrDepth() {
		this.depth--;
	}
	buildError(errType, token) {
		return new ExpressionError(errType, token);
	}
}
const contexts = [...[
	"github",
	"gitea",
	"forgejo",
	"env",
	"vars",
	"secrets",
	"inputs",
	"matrix",
	"needs",
	"strategy"
], ...[
	"job",
	"jobs",
	"steps",
	"runner"
]];
const functions = [...[
	"always",
	"success",
	"failure",
	"cancelled"
].map((name) => ({
	name,
	minArgs: 0,
	maxArgs: 0
})), {
	name: "hashFiles",
	minArgs: 1,
	maxArgs: 255
}];
const mostKnown = 1e3;
const known$2 = new Map();
function parseExpression(text) {
	if (known$2.has(text)) return known$2.get(text);
	const parsed = parse(text);
	if (known$2.size >= mostKnown) known$2.clear();
	known$2.set(text, parsed);
	return parsed;
}
function parse(text) {
	try {
		return new Parser(new Lexer(text).lex().tokens, contexts, functions).parse();
	} catch {
		return undefined;
	}
}
const mostScenarios = 128;
function scenariosOf(expressions, contexts) {
	const choices = choicesIn(expressions, contexts);
	let scenarios = [contexts];
	for (const choice of choices) {
		if (scenarios.length * choice.values.length > mostScenarios) continue;
		scenarios = scenarios.flatMap((scenario) => choice.values.map((value) => withValue(scenario, choice.steps, value)));
	}
	return scenarios;
}
function choicesIn(expressions, contexts) {
	const found = new Map();
	for (const expression of expressions.flatMap(partsWithin)) {
		const choice = expression instanceof IndexAccess ? choiceAt(expression, contexts) : undefined;
		if (choice) found.set(choice.steps.join("."), choice);
	}
	return [...found.values()];
}
function choiceAt(expression, contexts) {
	const steps = stepsTo(expression)?.map((step) => step.toLowerCase());
	const [context = "", ...names] = steps ?? [];
	let value = contexts(context);
	for (const [at, name] of names.entries()) {
		if (!isMap(value)) return undefined;
		value = valueAt(value, name);
		if (value instanceof OneOf) return {
			steps: [context, ...names.slice(0, at + 1)],
			values: choicesOf(value)
		};
	}
	return undefined;
}
const valueAt = (map, name) => map.get(name) ?? [...map].find(([key]) => key.toLowerCase() === name)?.[1];
function withValue(contexts, [context = "", ...names], value) {
	const changed = replaced(contexts(context), names, value);
	return (name) => name === context ? changed : contexts(name);
}
function replaced(within, [name, ...names], value) {
	if (name === undefined || !isMap(within)) return value;
	const entries = [...within].map(([key, part]) => [key, key.toLowerCase() === name ? replaced(part, names, value) : part]);
	return new Map(entries);
}
function partsWithin(expression) {
	const found = [expression];
	for (const one of found) found.push(...innerOf(one));
	return found;
}
function innerOf(expression) {
	if (expression instanceof Grouping) return [expression.group];
	if (expression instanceof Unary) return [expression.expr];
	if (expression instanceof Binary) return [expression.left, expression.right];
	if (expression instanceof Logical || expression instanceof FunctionCall) return expression.args;
	return expression instanceof IndexAccess ? [expression.expr, expression.index] : [];
}
function expressionsIn(text) {
	const found = [];
	for (let start = text.indexOf("${{"); start >= 0;) {
		const end = endOf(text, start + 3);
		if (end === undefined) return undefined;
		found.push({
			start,
			end: end + 2,
			inner: text.slice(start + 3, end)
		});
		start = text.indexOf("${{", end + 2);
	}
	return found;
}
function endOf(text, from) {
	const mark = /'|\}\}/g;
	mark.lastIndex = from;
	for (let one = mark.exec(text); one; one = mark.exec(text)) {
		if (one[0] === "}}") return one.index;
		const close = text.indexOf("'", mark.lastIndex);
		if (close < 0) return undefined;
		mark.lastIndex = close + 1;
	}
	return undefined;
}
function readText(text) {
	const trimmed = text.trim();
	const found = expressionsIn(trimmed);
	const expressions = found?.map(({ inner }) => parseExpression(inner.trim()));
	if (!found || !expressions?.every((one) => one !== undefined)) return undefined;
	const [only] = found;
	const isAlone = found.length === 1 && only?.start === 0 && only.end === trimmed.length;
	const [lead = ""] = /^\s*/.exec(text) ?? [];
	const whole = lead + trimmed + text.slice(lead.length + trimmed.length);
	const ends = [0, ...found.map(({ end }) => end + lead.length)];
	const starts = [...found.map(({ start }) => start + lead.length), whole.length];
	return {
		text,
		literals: ends.map((end, at) => whole.slice(end, starts[at])),
		expressions,
		isAlone
	};
}
const workOf = (texts) => new Work(texts.reduce((sum, { length }) => sum + 100 * length, 5e3));
function interpolate(text, contexts) {
	return hasExpression(text) ? oneOf(interpolateAll([text], contexts).flatMap((values) => [...values.values()].flat())) : text;
}
function interpolateAll(texts, contexts) {
	const reads = [...new Set(texts)].map((text) => ({
		text,
		read: hasExpression(text) ? readText(text) : undefined
	}));
	const expressions = reads.flatMap(({ read }) => read?.expressions ?? []);
	if (expressions.length === 0) return [new Map(reads.map(({ text }) => [text, [unread(text)]]))];
	const work = workOf(texts);
	return scenariosOf(expressions, contexts).map((scenario) => new Map(reads.map(({ text, read }) => [text, read ? filledIn(read, scenario, work) : [unread(text)]])));
}
function mayBeTrue(text, contexts) {
	const values = interpolateAll([text], contexts).flatMap((scenario) => [...scenario.values()].flat());
	return values.flatMap(choicesOf).some((value) => truthOf(value) !== false);
}
const unread = (text) => hasExpression(text) ? new Unknown(text, { from: [text.trim()] }) : text;
function filledIn(read, contexts, work) {
	const { text, literals, expressions, isAlone } = read;
	const values = expressions.map((expression) => evaluate(expression, contexts, work).flatMap(choicesOf));
	const alone = isAlone ? (values[0] ?? []).map((value) => asWritten(value, text)) : [];
	if (isAlone && literals.every((literal) => literal === "")) return alone;
	return distinctValues([...alone, ...asTexts(read, values)]);
}
function asTexts({ text, literals }, values) {
	const choices = product(values) ?? [values.map((some) => new Unknown(text, { from: sourcesOf(some) }))];
	const filled = choices.map((choice) => {
		const pieces = choice.map((value, at) => [partsOf$1(value), [literals[at + 1] ?? ""]]);
		return someText(concatenated([[literals[0] ?? ""], ...pieces.flat()]), sourcesOf(choice));
	});
	return distinctValues(filled.map((value) => asWritten(value, text)));
}
function asWritten(value, text) {
	if (Array.isArray(value)) return value.map((item) => asWritten(item, text));
	if (!(value instanceof Unknown)) return value;
	const written = text.trim();
	return new Unknown(written, {
		...value,
		from: value.from.length > 0 ? value.from : [written]
	});
}
const used = /\bmatrix\b(?:\s*\.\s*([a-z_][\w-]*)|\s*\[\s*'((?:[^']|'')*)'\s*\])?/gi;
function usedRows(text) {
	if (!hasExpression(text)) return [];
	const rows = [...text.matchAll(used)].map(([, plain, quoted]) => plain ?? quoted?.replaceAll("''", "'"));
	return rows.every((row) => row !== undefined) ? rows.map((row) => row.toLowerCase()) : undefined;
}
const mostCombinations = 1024;
const anything$1 = new Map([[rest, new Unknown("matrix")]]);
function matrixCombinations(matrix, kind) {
	return choicesOf(matrix ?? null).flatMap((one) => combinationsOfOne(one, kind));
}
function combinationsOfOne(matrix, kind) {
	if (matrix instanceof Unknown) return [anything$1];
	if (!isMap(matrix)) return [new Map()];
	const rows = [...matrix].filter(([key]) => ![
		"include",
		"exclude",
		rest
	].includes(key));
	const names = new Set(rows.map(([key]) => key));
	let product = rows.length > 0 ? [new Map()] : [];
	for (const [key, row] of rows) {
		const values = Array.isArray(row) ? row : [row];
		if (product.length * values.length > mostCombinations) return anyOf(rows);
		product = product.flatMap((combination) => values.map((value) => new Map([...combination, [key, value]])));
	}
	const excludes = maps(matrix.get("exclude"));
	product = product.filter((combination) => !excludes.known.some((exclude) => (kind === "github" || exclude.size > 0) && [...exclude].every(([key, value]) => matches(combination.get(key), value, kind))));
	const includes = maps(matrix.get("include"));
	if (product.length + includes.known.length > mostCombinations) return anyOf([...rows, ...includes.known.flatMap((one) => [...one])]);
	const added = [];
	for (const include of includes.known) {
		const fits = product.map((combination) => fitOf(include, combination, names));
		const perhaps = product.filter((_, at) => fits[at] === undefined).map((one) => new Map(one));
		const fitting = product.filter((_, at) => fits[at]);
		for (const combination of [...fitting, ...perhaps]) for (const [key, value] of include) combination.set(key, value);
		if (fitting.length === 0) added.push(new Map(include));
		product.push(...perhaps);
		if (product.length + added.length > mostCombinations) return anyOf([...rows, ...includes.known.flatMap((one) => [...one])]);
	}
	const all = [...product, ...added];
	if (includes.unknown || matrix.has(rest)) return [...all.map((combination) => new Map([...combination, ...anything$1])), anything$1];
	return all.length > 0 ? all : [new Map()];
}
function fitOf(include, combination, names) {
	const pairs = [...include].flatMap(([key, value]) => names.has(key) ? [[combination.get(key) ?? null, value]] : []);
	if (pairs.every(([found, value]) => equalValues(found, value))) return true;
	const may = pairs.every(([found, value]) => isOpen(found) || isOpen(value) || equalValues(found, value));
	return may ? undefined : false;
}
function anyOf(rows) {
	const values = rows.flatMap(([key, row]) => (Array.isArray(row) ? row : [row]).map((value) => [key, value]));
	return [anything$1, ...values.map(([key, value]) => new Map([...anything$1, [key, value]]))];
}
function matches(found, wanted, kind) {
	if (found === undefined) return false;
	if (kind !== "github") return typeof wanted === "string" && found === wanted;
	if (isMap(found) && isMap(wanted)) return [...wanted].every(([key, value]) => matches(found.get(key), value, kind));
	return equalValues(found, wanted);
}
function maps(value) {
	if (value === undefined || value === null) return {
		known: [],
		unknown: false
	};
	const items = Array.isArray(value) ? value : [value];
	return {
		known: items.filter(isMap),
		unknown: items.some((item) => item instanceof Unknown)
	};
}
const scopes = new WeakMap();
function scopeOf(inputs, kind, event) {
	const known = scopes.get(inputs) ?? new Map();
	scopes.set(inputs, known);
	const key = JSON.stringify([
		kind,
		event?.name,
		event?.tellsOfClosed
	]);
	const scope = known.get(key) ?? {
		inputs,
		kind,
		event
	};
	known.set(key, scope);
	return scope;
}
const text = new Unknown("some text", { parts: anyText });
const anything = new Unknown("anything");
const texts = new Map([[rest, text]]);
const result = new OneOf([
	"success",
	"failure",
	"cancelled",
	"skipped",
	null
]);
const need = new Map([["outputs", texts], ["result", result]]);
const always = new Map([
	["vars", texts],
	["secrets", texts],
	["env", texts],
	["needs", new Map([[rest, need]])]
]);
function contextsOf({ inputs, event, kind }, matrix) {
	const known = new Map([
		...always,
		["matrix", matrix],
		["inputs", inputs]
	]);
	const run = runContext(event, kind);
	for (const name of kind === "github" ? ["github"] : [
		"github",
		"gitea",
		"forgejo"
	]) known.set(name, run);
	return (name) => known.get(name);
}
function runContext(event, kind) {
	return new Map([
		["event_name", event?.name ?? text],
		["event", anything],
		...refOf(event, kind),
		[rest, text]
	]);
}
const mergedRefs = () => [...["refs/pull/", "refs/heads/"], ..."0123456789abcdef"].map((start) => startingWith(start));
const startingWith = (start, name = "ref") => new Unknown("a ref", {
	from: [`github.${name}`],
	parts: [start, ""]
});
const pullName = new OneOf([..."123456789"].map((digit) => startingWith(digit, "ref_name")));
const pullBranches = ["head_ref", "base_ref"].map((name) => [name, new Unknown("a branch", {
	from: [`github.${name}`],
	parts: anyText,
	isTrue: true
})]);
function refOf(event, kind) {
	const types = kind === "github" ? ["branch"] : [
		"branch",
		"pull",
		""
	];
	switch (event?.name) {
		case "pull_request": return [
			["ref", event?.tellsOfClosed ? new OneOf(mergedRefs()) : startingWith("refs/pull/")],
			["ref_type", new OneOf(types)],
			...event.tellsOfClosed ? [] : [["ref_name", pullName]],
			...pullBranches
		];
		case "pull_request_target": return [
			["ref", startingWith("refs/heads/")],
			["ref_type", new OneOf(types)],
			...pullBranches
		];
		default: return kind === "github" ? [["ref_type", new OneOf(["branch", "tag"])]] : [];
	}
}
const known$1 = new WeakMap();
function writtenMatrix(matrix, scope) {
	const rows = known$1.get(scope) ?? {
		byNode: new WeakMap(),
		ids: new Map()
	};
	known$1.set(scope, rows);
	return matrix.kind === "map" ? ofRows(matrix, rows, scope) : ofOne(matrix, rows, scope);
}
function ofRows(matrix, rows, scope) {
	const found = [...matrix.entries].map(([name, { value }]) => ({
		name,
		...rowOf(value, rows, scope)
	}));
	const parts = found.reduce((sum, row) => sum + row.parts, 1);
	if (isTooLarge(parts)) return {
		value: tooLarge,
		text: ""
	};
	return {
		value: toMap(matrix, (node) => rowOf(node, rows, scope).value),
		text: JSON.stringify(found.map(({ name, id }) => [name, id]))
	};
}
function ofOne(matrix, rows, scope) {
	const { value, id } = rowOf(matrix, rows, scope);
	return {
		value,
		text: String(id)
	};
}
function rowOf(node, { byNode, ids }, scope) {
	const row = byNode.get(node);
	if (row) return row;
	const contexts = contextsOf(scope);
	const { value, parts } = measured(node, (text) => interpolate(text, contexts), 1);
	const text = exactText(value);
	const id = ids.get(text) ?? ids.size;
	ids.set(text, id);
	const made = {
		value,
		parts,
		id
	};
	byNode.set(node, made);
	return made;
}
const ofMatrices = new WeakMap();
function combinationsOf({ matrix }, scope) {
	if (!matrix) return matrixCombinations(undefined, scope.kind);
	const ofMatrix = ofMatrices.get(matrix) ?? new WeakMap();
	ofMatrices.set(matrix, ofMatrix);
	const found = ofMatrix.get(scope) ?? sameAs(writtenMatrix(matrix, scope), scope);
	ofMatrix.set(scope, found);
	return found;
}
const ofValues = new WeakMap();
function sameAs({ value, text }, scope) {
	const known = ofValues.get(scope) ?? new Map();
	ofValues.set(scope, known);
	const found = known.get(text) ?? matrixCombinations(value, scope.kind);
	known.set(text, found);
	return found;
}
function combinationsFor(parts, job, scope) {
	if (!parts.some(writtenWithExpression)) return [new Map()];
	const all = combinationsOf(job, scope);
	const rows = [];
	for (const text of parts.flatMap(textsOf$1)) {
		const used = text === undefined ? undefined : usedRows(text);
		if (used === undefined) return all;
		rows.push(...used);
	}
	return differingIn(rows, all);
}
function textsOf$1(node) {
	if (node.kind === "list") return node.items.map((item) => item.kind === "scalar" ? item.text : undefined);
	return [node.kind === "scalar" ? node.text : undefined];
}
function writtenWithExpression(node) {
	if (node.kind === "scalar") return hasExpression(node.text);
	if (node.kind === "list") return node.items.some((item) => item.kind === "scalar" && hasExpression(item.text));
	return [...node.entries.values()].some(({ value }) => value.kind !== "map" && writtenWithExpression(value));
}
const choices = new WeakMap();
function differingIn(rows, all) {
	const known = choices.get(all) ?? new Map();
	choices.set(all, known);
	const choice = JSON.stringify([...new Set(rows)].sort());
	const found = known.get(choice) ?? [...new Map(all.map((one) => [valuesIn(new Set(rows), one), one])).values()];
	known.set(choice, found);
	return found;
}
function valuesIn(rows, combination) {
	const values = [...combination].filter(([name]) => name === rest || rows.has(name.toLowerCase()));
	return exactText(values);
}
const known = new WeakMap();
function isAboutRun(node) {
	if (node === undefined) return false;
	const found = known.get(node);
	if (found !== undefined) return found;
	known.set(node, false);
	const isAbout = textsIn(node).some((text) => hasExpression(text) && /\b(github|gitea|forgejo)\b/i.test(text));
	const result = isAbout || partsOf(node).some(isAboutRun);
	known.set(node, result);
	return result;
}
function textsIn(node) {
	if (node.kind === "scalar") return [node.text];
	return node.kind === "map" ? [...node.entries.keys()] : [];
}
function partsOf(node) {
	if (node.kind === "scalar") return [];
	return node.kind === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
}
function couldBe({ parts }, label, fold) {
	return parts === undefined || mayBe(parts.map(fold), fold(label));
}
const nothing = {
	kind: "empty",
	sets: [{
		labels: [],
		unresolved: []
	}],
	sources: new Map()
};
const asksNothing = ({ labels, group, unresolved }) => labels.length === 0 && group === undefined && unresolved.length === 0;
function runsOnOf(job, inputs, kind, event) {
	const { runsOn: node } = job;
	if (!node) return nothing;
	const scope = scopeOf(inputs, kind, isAboutRun(node) || isAboutRun(job.matrix) ? event : undefined);
	const over = combinationsFor([node], job, scope);
	const known = knownAnswers.get(over) ?? new Map();
	knownAnswers.set(over, known);
	const said = known.has(node) ? node : writtenText(node) ?? node;
	const answer = known.get(said) ?? runsOnOver(over, node, scope);
	known.set(said, answer).set(node, answer);
	return answer;
}
const knownAnswers = new WeakMap();
function writtenText(node) {
	if (node === undefined) return "none";
	if (node.kind === "scalar") return JSON.stringify([node.text, scalar(node) === null]);
	if (node.kind === "list") {
		const items = node.items.map((item) => item.kind === "scalar" ? writtenText(item) : undefined);
		return items.includes(undefined) ? undefined : `[${items.join()}]`;
	}
	const [group, labels] = ["group", "labels"].map((key) => node.entries.get(key)?.value);
	if (group?.kind === "map" || labels?.kind === "map") return undefined;
	const parts = [writtenText(group), writtenText(labels)];
	const open = JSON.stringify([...node.entries.keys()].find(hasExpression) ?? null);
	return parts.includes(undefined) ? undefined : `{${parts.join()},${open}}`;
}
function runsOnOver(over, node, scope) {
	const texts = textsOf(node);
	const sets = new Map();
	const sources = new Map();
	for (const matrix of over) for (const values of interpolateAll(texts, contextsOf(scope, matrix))) for (const choice of choicesAmong(values)) {
		const set = labelSetOf(node, (text) => chosen(choice, text), scope.kind);
		sets.set(JSON.stringify(set), set);
		for (const [text, value] of choice) noteSource(sources, text, value);
	}
	const found = [...sets.values()];
	const open = found.flatMap(({ unresolved }) => unresolved)[0];
	if (open !== undefined) return {
		kind: "expression",
		text: open.text,
		sets: found,
		sources
	};
	return found.every(asksNothing) ? nothing : {
		kind: "labels",
		sets: found,
		sources
	};
}
function resolvedRunsOn(runsOn, choicesFor) {
	const settled = (set) => choicesFor(set)?.map((choice) => ({
		...set,
		labels: [...set.labels, ...choice],
		unresolved: []
	})) ?? [set];
	const sets = [...new Map(runsOn.sets.flatMap(settled).map((set) => [JSON.stringify(set), set])).values()];
	const [open] = sets.flatMap(({ unresolved }) => unresolved);
	if (open !== undefined) return {
		kind: "expression",
		text: open.text,
		sets,
		sources: runsOn.sources
	};
	return {
		kind: runsOn.kind === "empty" ? "empty" : "labels",
		sets,
		sources: runsOn.sources
	};
}
function unitedRunsOn(all) {
	const different = [...new Set(all)].filter((one) => one !== undefined);
	if (different.length < 2) return different[0];
	const sets = [...new Map(different.flatMap((one) => one.sets).map((set) => [JSON.stringify(set), set])).values()];
	const sources = new Map(different.flatMap((one) => [...one.sources]));
	const text = different.find((one) => one.kind === "expression")?.text;
	if (text !== undefined) return {
		kind: "expression",
		text,
		sets,
		sources
	};
	return {
		kind: "labels",
		sets,
		sources
	};
}
function chosen(choice, text) {
	const value = choice.get(text);
	return value === undefined ? text : value;
}
function noteSource(sources, text, value) {
	if (!hasExpression(text)) return;
	for (const label of labelsOf(value).labels) if (!sources.has(label)) sources.set(label, text);
}
function textsOf(node) {
	if (node.kind === "scalar") return [node.text];
	if (node.kind === "list") return node.items.flatMap((item) => item.kind === "scalar" ? [item.text] : []);
	const parts = ["group", "labels"].map((key) => node.entries.get(key)?.value);
	return parts.flatMap((part) => part === undefined || part.kind === "map" ? [] : textsOf(part));
}
function choicesAmong(values) {
	const texts = [...values.keys()];
	const chosen = product([...values.values()], 256);
	if (chosen) return chosen.map((choice) => new Map(texts.map((text, at) => [text, choice[at] ?? null])));
	const open = [...values].map(([text, some]) => [text, some.length > 1 ? new Unknown(text) : some[0] ?? null]);
	return [...values].flatMap(([text, some]) => some.map((value) => new Map([...open, [text, value]])));
}
function labelSetOf(node, resolve, kind) {
	if (node.kind !== "map") {
		const value = node.kind === "scalar" ? textValue(node, resolve) : undefined;
		if (value === undefined) return listed(node, resolve, kind);
		if (!isMap(value)) return labelsOf(value);
		const open = value.get(rest);
		const set = withGroup(value.get("group") ?? null, labelsOf(value.get("labels")), kind);
		return withOpen(set, open instanceof Unknown ? open : undefined);
	}
	const group = node.entries.get("group")?.value;
	const labels = node.entries.get("labels")?.value;
	if (kind === "gitea" && group && group.kind !== "scalar") return {
		labels: [],
		unresolved: []
	};
	const set = withGroup(group?.kind === "scalar" ? textValue(group, resolve) : null, labels ? listed(labels, resolve, kind) : {
		labels: [],
		unresolved: []
	}, kind);
	const key = [...node.entries.keys()].find(hasExpression);
	return withOpen(set, key === undefined ? undefined : new Unknown(key, { from: [key] }));
}
function withOpen(set, key) {
	return key === undefined ? set : {
		...set,
		unresolved: [...set.unresolved, key]
	};
}
function withGroup(group, { labels, unresolved }, kind) {
	if (group instanceof Unknown) return {
		labels,
		unresolved: [...unresolved, new Unknown(group.text, { from: group.from })]
	};
	const name = textOf(group);
	if (name === "") return {
		labels,
		unresolved
	};
	const bare = name.replace(/^(org|organization|ent|enterprise)\//i, "");
	return kind === "github" ? {
		labels,
		group: bare,
		unresolved
	} : {
		labels: [...labels, name],
		unresolved
	};
}
function listed(node, resolve, kind) {
	if (node.kind === "scalar") return labelsOf(textValue(node, resolve));
	const items = node.kind === "list" ? node.items : [node];
	const parts = items.map((item) => item.kind === "scalar" ? labelsOf(textValue(item, resolve)) : undefined);
	if (kind === "gitea" && parts.includes(undefined)) return {
		labels: [],
		unresolved: []
	};
	return {
		labels: parts.flatMap((part) => part?.labels ?? []),
		unresolved: parts.flatMap((part) => part?.unresolved ?? [new Unknown("a label that is not text", { from: ["a label that is not text"] })])
	};
}
function textValue(node, resolve) {
	return scalar(node) === null ? null : resolve(node.text);
}
function labelsOf(value) {
	if (value === undefined) return {
		labels: [],
		unresolved: []
	};
	const items = Array.isArray(value) ? value : [value];
	return {
		labels: items.flatMap((item) => item instanceof Unknown ? [] : [textOf(item)]),
		unresolved: items.filter((item) => item instanceof Unknown)
	};
}
function laneOf(labels, kind) {
	const fold = (label) => kind === "github" ? label.toLowerCase() : label;
	const known = new WeakMap();
	const askedBy = ({ labels: asked, group }) => {
		const found = new Set([...asked, ...group === undefined ? [] : [group]].map(fold));
		return labels.filter((label) => found.has(fold(label)));
	};
	return {
		labels,
		askedBy,
		mayBe: (open, label) => (label === undefined ? labels : [label]).some((one) => couldBe(open, one, fold)),
		asked(runsOn) {
			const asked = known.get(runsOn) ?? askedIn(runsOn, this);
			known.set(runsOn, asked);
			return asked;
		}
	};
}
function askedIn({ sets }, lane) {
	const all = sets.map((set) => ({
		set,
		labels: lane.askedBy(set)
	}));
	const using = all.filter(({ labels }) => labels.length > 0);
	const open = all.filter(({ set }) => set.unresolved.some((one) => lane.mayBe(one)));
	return {
		nothing: sets.some(asksNothing),
		using: using.map(({ set }) => set),
		labels: [...new Set(using.flatMap(({ labels }) => labels))],
		open: open[0]?.set,
		openElsewhere: open.find(({ labels }) => labels.length === 0)?.set
	};
}
function whyOf(reason, set, minOnline) {
	const need = `${someRunners(minOnline, "a")} with ${labelsIn(set)} ${minOnline === 1 ? "is" : "are"}`;
	switch (reason.kind) {
		case "online": return `${named(reason.runners)} online${trusted(reason.runners)}`;
		case "on-demand": return "the lane has no runner now, but one is started on demand (allow-scale-from-zero)";
		case "unresolved": return `write out ${enumerated(reason.expressions)}: only a run can tell what else is asked for`;
		case "perhaps-closed": return `make sure that ${need} open to this repository: ${named(reason.runners)} may be in a runner group that is not; ${reasonsOf(reason.scopes) || "its runner group is open to selected workflows only"}`;
		case "perhaps-others": return `make sure that ${need} open to this repository: ${whoseIsUnknown(reason.runners)}${alsoOff(reason.off)}`;
		case "unread": return `make sure that ${need} online: ${whyUnread(reason.scopes)}`;
		case "nobody-to-ask": return `make sure that ${need} online, as no server could be asked: ${reason.why}`;
		case "too-few": return `${toStart(set, minOnline, reason.serving.length)}: ${whatIsFound(reason.having, reason.serving)}; looked for in the lists of ${places(reason.scopes)}`;
	}
}
function trusted(runners) {
	return runners.every(({ certain }) => certain) ? "" : ", taken for the instance's (trust-instance-runners)";
}
function whoseIsUnknown(runners) {
	const [are, mayBe, whose] = runners.length === 1 ? [
		"is",
		"may be that of another repository",
		"it is the instance's own"
	] : [
		"are",
		"may be those of other repositories",
		"they are the instance's own"
	];
	return `only the list of the whole instance has ${named(runners)}, which ${are} online and ${mayBe}, as that list does not say; set trust-instance-runners: true if ${whose}`;
}
function alsoOff(off) {
	return off.length === 0 ? "" : `; ${enumerated(off.map(stateOfOff), 3)}`;
}
function stateOfOff({ name, disabled }) {
	return `${name} is ${disabled ? "disabled" : "offline"}`;
}
function toStart(set, minOnline, online) {
	const more = online === 0 ? someRunners(minOnline, "a") : someRunners(minOnline - online, "another", "more ");
	return `start ${more} with ${labelsIn(set)}`;
}
function someRunners(count, one, more = "") {
	return count === 1 ? `${one} runner` : counted(count, `${more}runner`);
}
function labelsIn({ labels, group }) {
	const names = labels.map((label) => quoted(label));
	return [
		...names.length === 1 ? [`the label ${names[0]}`] : [],
		...names.length > 1 ? [`all of the labels ${enumerated(names)}`] : [],
		...group === undefined ? [] : [`a place in the runner group ${quoted(group)}`]
	].join(" and ");
}
function places(scopes) {
	return enumerated(scopes.map(({ scope, name }) => `the ${scope} ${name}`));
}
function named(runners) {
	return enumerated(runners.map(({ name }) => name), 3);
}
function whatIsFound(having, serving) {
	if (having.length === 0) return "none is registered";
	const off = having.filter((runner) => !serving.includes(runner));
	const states = off.map(stateOfOff);
	const online = serving.length > 0 ? [`only ${named(serving)} ${serving.length === 1 ? "is" : "are"} online`] : [];
	return [...online, ...off.length > 0 ? [enumerated(states, 3)] : []].join(", ");
}
function whyUnread(scopes) {
	const read = scopes.filter(({ state }) => state === "read");
	const found = read.length > 0 ? [`not enough were found in the lists of ${places(read)}`] : [];
	const refused = scopes.some(({ state }) => state === "forbidden");
	const hint = refused ? ["the token may not list all runners, and a job's own token never can"] : [];
	return [
		...found,
		...hint,
		reasonsOf(scopes) || "the server names no place to look for them"
	].join("; ");
}
function reasonsOf(scopes) {
	const byReason = Map.groupBy(scopes.filter(({ state, reason }) => state !== "read" || reason !== ""), ({ reason }) => reason);
	return [...byReason].map(([reason, of]) => `the runners of ${places(of)} are not known (${reason})`).join(", ");
}
function matcherOf(set, kind) {
	const fold = (text) => kind === "github" ? text.toLowerCase() : text;
	const wanted = set.labels.map(fold);
	return ({ labels, group, scope }) => {
		const has = new Set(labels.map(fold));
		if (!wanted.every((label) => has.has(label))) return false;
		if (set.group === undefined) return true;
		return group === undefined ? scope !== "repository" : fold(group) === fold(set.group);
	};
}
function isInGroup({ group }, set) {
	return set.group === undefined || group !== undefined;
}
function factsOf(set, { runners, scopes }, { kind, labels, trustInstance }) {
	const having = runners.filter(matcherOf(set, kind));
	const serving = having.filter(({ status, disabled }) => status === "online" && !disabled);
	const isAnybodys = ({ certain, scope }) => !certain && scope === "instance" && kind !== "github";
	const eligible = serving.filter((runner) => (runner.certain || trustInstance && isAnybodys(runner)) && isInGroup(runner, set));
	const ofLane = labels.map((label) => matcherOf({ labels: [label] }, kind));
	const isGone = ({ ephemeral, status }) => ephemeral && status === "offline";
	return {
		having,
		serving,
		eligible,
		anybodys: trustInstance ? [] : serving.filter(isAnybodys),
		off: having.filter((runner) => runner.certain && !serving.includes(runner)),
		isLaneEmpty: !runners.some((runner) => !isGone(runner) && ofLane.some((matches) => matches(runner))),
		counted: scopes.length > 0 && scopes.every(({ state }) => state === "read"),
		scopes
	};
}
const servedBy = {
	online: "yes",
	"on-demand": "yes",
	unresolved: "unknown",
	"perhaps-closed": "unknown",
	"perhaps-others": "unknown",
	unread: "unknown",
	"nobody-to-ask": "unknown",
	"too-few": "no"
};
function decide({ unresolved }, facts, { minOnline, scaleFromZero }) {
	const { having, serving, eligible, anybodys, off, isLaneEmpty, counted, scopes } = facts;
	const yes = (reason) => unresolved.length === 0 ? reason : {
		kind: "unresolved",
		expressions: unresolved.map(({ text }) => text)
	};
	if (eligible.length >= minOnline) return yes({
		kind: "online",
		runners: eligible
	});
	if (serving.length >= minOnline) return anybodys.length > 0 ? {
		kind: "perhaps-others",
		runners: anybodys,
		off,
		scopes
	} : {
		kind: "perhaps-closed",
		runners: serving,
		scopes
	};
	if (!counted) return {
		kind: "unread",
		scopes
	};
	if (scaleFromZero && isLaneEmpty) return yes({ kind: "on-demand" });
	return {
		kind: "too-few",
		having,
		serving,
		scopes
	};
}
function capacityOf(set, listing, rules) {
	const facts = factsOf(set, listing, rules);
	return inWords(set, decide(set, facts, rules), facts, rules.minOnline);
}
function unaskedCapacity(set, minOnline, why) {
	return inWords(set, {
		kind: "nobody-to-ask",
		why
	}, {
		serving: [],
		counted: false
	}, minOnline);
}
function inWords(set, reason, { serving, counted }, minOnline) {
	const [served, why] = [servedBy[reason.kind], whyOf(reason, set, minOnline)];
	return {
		set,
		served,
		serving,
		counted,
		why,
		maySettle: maySettle(reason)
	};
}
function maySettle(reason) {
	if (reason.kind !== "perhaps-others") return false;
	return reason.off.length > 0 || reason.scopes.some(({ state }) => state === "failed");
}
async function sampleLists(sets, forge, request, { signal, now }, isThrifty = false) {
	const rules = {
		...request,
		kind: forge.kind
	};
	const isSettled = (some) => [...sets.values()].every((set) => capacityOf(set, some, rules).served !== "unknown");
	const listing = await listRunners(forge, request.repository, signal, isThrifty ? isSettled : undefined);
	const read = listing.scopes.filter(({ state }) => state === "read");
	return {
		capacities: new Map([...sets].map(([key, set]) => [key, capacityOf(set, listing, rules)])),
		listing,
		evidence: read.length === 0 ? "no list of runners" : `the list of runners of ${places(read)}`,
		sampledAt: now()
	};
}
async function listRunners(forge, repository, signal, isEnough) {
	try {
		return await forge.listRunners(repository, signal, isEnough);
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ReportedError)) throw error;
		const name = `${repository.owner}/${repository.name}`;
		return {
			runners: [],
			scopes: [{
				scope: "repository",
				name,
				state: "failed",
				reason: error.message
			}]
		};
	}
}
export { anyText, choicesOf, combinationsFor, contextsOf, interpolate, isAboutRun, laneOf, mayBeTrue, oneOf, resolvedRunsOn, runsOnOf, sampleLists, scopeOf, toStart, unaskedCapacity, unitedRunsOn };
