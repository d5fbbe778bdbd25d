import type { Expr } from "@actions/expressions/ast";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";

/** The contexts that any forge has. */
const contexts = [
  ...["github", "gitea", "forgejo", "env", "vars", "secrets", "inputs", "matrix", "needs", "strategy"],
  ...["job", "jobs", "steps", "runner"],
];

/** The functions that GitHub's evaluator leaves to those who use it. */
const functions = [
  ...["always", "success", "failure", "cancelled"].map((name) => ({ name, minArgs: 0, maxArgs: 0 })),
  { name: "hashFiles", minArgs: 1, maxArgs: 255 },
];

/** So many are remembered: jobs mostly say what others do. */
const mostKnown = 1_000;
const known = new Map<string, Expr | undefined>();

/** Reads an expression, without the braces around it, as GitHub does; undefined for what it refuses. */
export function parseExpression(text: string): Expr | undefined {
  if (known.has(text)) return known.get(text);
  const parsed = parse(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parse(text: string): Expr | undefined {
  try {
    // Without anything in it, the parser gives undefined, whatever its type says.
    return new Parser(new Lexer(text).lex().tokens, contexts, functions).parse() as Expr | undefined;
  } catch {
    // It throws an Error or an ExpressionError, and each says that the text is no expression.
    return undefined;
  }
}
