import fc from "fast-check";

// Workflows in which brackets, commas and quotes stand wherever a person may have put them.

/**
 * Where a value stands: what comes before and after it, the column of its key, the keys and values that a map may have
 * there, and what of a map comes before and after a text. So far as brackets allow for it, actionlint takes the whole.
 */
const places = [
  {
    before: "on: ",
    after: "jobs: { a: { runs-on: [x, y], steps: [{ run: x }] } }\n",
    key: 0,
    keys: ["push", "release"],
    value: "~",
    around: ["{push: {types: ", "}}"],
  },
  {
    before: "on: [push, release]\njobs:\n  a:\n    runs-on: ",
    after: "    name: n\n    steps:\n    - run: x\n",
    key: 4,
    keys: ["group", "labels"],
    value: "x",
    around: ["{labels: ", "}"],
  },
  {
    before:
      "on: push\njobs:\n  a:\n    runs-on:\n    - x\n    - y\n    strategy:\n      matrix:\n        include:\n      - m: ",
    after: "        n: n\n    steps: [run: x]\n",
    key: 8,
    keys: ["x", "y"],
    value: "1",
    around: ["{m: ", "}"],
  },
  {
    before: "on:\n  push:\n  release:\njobs:\n  a:\n    runs-on: x\n    steps:\n      - with: ",
    after: "        uses: a/b@v1\n",
    key: 8,
    keys: ["x", "y"],
    value: "1",
    around: ["{m: ", "}"],
  },
] as const;
const quotes = ["", "'", '"'] as const;

/** Columns to the left of a key, at it and to the right of it. */
const columns = (key: number) => [...new Set([0, key - 1, key, key + 1].filter((column) => column >= 0))];

/** Every text of the kind: what is in brackets, in each place, form, style, indentation and spacing. */
export function* brackets(): Generator<string> {
  for (const { before, after, key, keys, value } of places)
    for (const [open, close] of ["[]", "{}"])
      for (const quote of quotes)
        for (const spacing of ["", " # c", "\t# c", "# c", "\n", "\n\t"])
          for (const item of columns(key))
            for (const end of columns(key))
              for (const form of ["X,~Y", "X~,Y", "X,Y", "X,~Y,"])
                for (const tab of ["", "\t"]) {
                  const word = (name: string) => `${quote}${name}${quote}${open === "{" ? `: ${value}` : ""}`;
                  const line = (column: number) => `${spacing}\n${tab}${" ".repeat(column)}`;
                  const items = form
                    .replace("X", word(keys[0]))
                    .replace("Y", word(keys[1]))
                    .replace("~", line(item));
                  yield `${before}${open}${line(item)}${items}${line(end)}${close}\n${after}`;
                }
}

/** Every text of the kind: a scalar of two lines, plain or quoted, alone or in brackets. */
export function* scalars(): Generator<string> {
  for (const { before, after, key, around } of places)
    for (const quote of quotes)
      for (const [open, close] of [["", ""], ["[", "]"], around])
        for (const column of columns(key))
          for (const tab of ["", "\t"])
            for (const blank of ["", "\n", "  \n", "\t\n"])
              for (const end of ["", " # c", "# c", "\t# c", " \n"])
                yield `${before}${open}${quote}one\n${blank}${tab}${" ".repeat(column)}two${quote}${close}${end}\n${after}`;
}

const indentation = fc.integer({ min: 0, max: 10 }).map((width) => " ".repeat(width));
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("", " ") },
  { weight: 1, arbitrary: fc.constantFrom("\t", "  ", "\n\n", " #\n\t# c\n") },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("", " ", "\t", "# c", " # c", "\n"), fc.constantFrom("", "", "\t"), indentation)
      .map(([before, tab, spaces]) => `${before}\n${tab}${spaces}`),
  },
);
const word = fc.constantFrom(
  "publish",
  "a b",
  "x: y",
  "#",
  "-",
  "a-b",
  "?",
  "é",
  "😀",
  "--- ",
  "1.0",
  "a'b",
  "",
  "*",
);
const scalar = fc
  .tuple(
    fc.constantFrom(...quotes, "", ""),
    fc.array(word, { minLength: 1, maxLength: 3 }),
    gap,
    fc.boolean(),
  )
  .map(([quote, words, between, escaped]) => {
    const text = words.join(between || " ");
    if (quote === '"' && escaped) return `"${text}\\\n  \\u00e9\\t"`;
    return `${quote}${quote === "'" ? text.replaceAll("'", "''") : text}${quote}`;
  });
const { value } = fc.letrec<{ value: string; list: string; map: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie("list"), tie("map")),
  list: fc
    .tuple(fc.array(fc.tuple(gap, tie("value"), gap), { maxLength: 3 }), gap, fc.constantFrom("", "", ","))
    .map(([items, end, comma]) => `[${items.map((one) => one.join("")).join(",")}${comma}${end}]`),
  map: fc
    .tuple(
      fc.array(fc.tuple(gap, tie("value"), fc.constantFrom(":", ": ", ":\n", " :\t"), tie("value"), gap), {
        maxLength: 3,
      }),
      gap,
    )
    .map(([items, end]) => `{${items.map((one) => one.join("")).join(",")}${end}}`),
}));

const block = fc
  .tuple(
    fc.constantFrom("|", ">", "|-", ">+", "|1", ">-2", "| # c"),
    fc.array(
      fc
        .tuple(indentation, fc.constantFrom("a", "", "# b", "\tc", "- d", "e: f"))
        .map((parts) => parts.join("")),
      { maxLength: 5 },
    ),
  )
  .map(([head, lines]) => [head, ...lines].join("\n"));

/** A workflow with a value of any form in one of its places. */
export const workflow: fc.Arbitrary<string> = fc
  .tuple(
    // In the first most are accepted, as every indentation is enough there.
    fc.constantFrom(...places, places[0], places[0], places[0]),
    fc.constantFrom("", "", "", "&a ", "\n", "\n        ", "\n    - ", "\n      - - ", "\n  ? "),
    fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: block }),
    gap,
    fc.constantFrom("\n", "\n", "\r\n", "\r"),
  )
  .map(([{ before, after }, start, middle, end, lineEnd]) =>
    `${before}${start}${middle}${end}\n${after}`.replaceAll("\n", lineEnd),
  );

const signs = [
  ..."[]{},:-?#&*!|>'\"%@`\\ \t\n\r",
  ..."ab1",
  ...[
    "- ",
    ": ",
    "? ",
    " #",
    "\n  ",
    "\n\t",
    "---\n",
    "...\n",
    "&a ",
    "*a",
    "<<: ",
    "|-\n",
    "''",
    '""',
    "\r\n",
  ],
];

/** One of some texts, with a few characters and lines put in, left out or moved. */
export function edited(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const part = (text: string) =>
    fc.tuple(fc.nat(text.split("\n").length), fc.integer({ min: 1, max: 25 })).map(([from, count]) =>
      text
        .split("\n")
        .slice(from, from + count)
        .join("\n"),
    );
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.constantFrom(0, 0, 0, 1, 2, 5),
    added: fc.oneof(fc.constantFrom(...signs), indentation, gap),
  });
  return (
    texts
      .chain((text) =>
        fc.tuple(
          fc.oneof({ weight: 3, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: part(text) }),
          fc.array(edit, { maxLength: 4 }),
        ),
      )
      .map(([text, edits]) =>
        edits.reduce((done, { at, removed, added }) => {
          const from = Math.floor(at * (done.length + 1));
          return done.slice(0, from) + added + done.slice(from + removed);
        }, text),
      )
      // Half a character is none that could be written to a file.
      .map((text) => text.toWellFormed())
  );
}
