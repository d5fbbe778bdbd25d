import fc from "fast-check";

// Workflows that actionlint has no objection to, written in every way that YAML has for it.

/** What stands behind a sign such as a colon, in a block that begins at a column. */
type Written = (column: number) => string;
type Some<T> = fc.Arbitrary<T>;

const pad = (column: number) => " ".repeat(Math.max(column, 0));
const seldom = (usual: string, ...others: string[]): Some<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const width = fc.integer({ min: 1, max: 6 });
const flowGap = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom("", " ", " ", "\n", "\n  ", "\n\n      ", " # c\n") },
  { weight: 1, arbitrary: fc.constantFrom("\t", "\n\t") },
);
const lineGap = seldom("", "\n", "\n# c", "\n      # c", " # c");
const colon = seldom(":", " :", "\t:");

/** A text in one line. */
function spelled(text: string, flow: boolean): Some<string> {
  const escaped = `"\\u${text.charCodeAt(0).toString(16).padStart(4, "0")}${text.slice(1)}"`;
  const quoted = [`'${text}'`, `"${text}"`, ...(text.codePointAt(0) === text.charCodeAt(0) ? [escaped] : [])];
  const isPlain = !flow || !/[{}]/.test(text);
  return fc.constantFrom(...(isPlain ? [text, text, text] : []), ...quoted);
}

/** A text as a value. */
function scalar(text: string, flow: boolean): Some<Written> {
  const line = fc.tuple(seldom(" ", "  ", "\t", "\n", " # c\n"), spelled(text, flow)).map(
    ([gap, one]) =>
      (column: number) =>
        (gap.endsWith("\n") ? `${gap}${pad(column + 1)}` : gap) + one,
  );
  const characters = [...text];
  const folded = fc.nat(characters.length).map((at) => (column: number) => {
    const [start, end] = [characters.slice(0, at), characters.slice(at)].map((some) => some.join(""));
    return ` "${start}\\\n${pad(column + 1)}${end}"`;
  });
  const lines = fc.tuple(fc.constantFrom("|-", ">-", ">-\n", "|- # c"), width).map(
    ([head, more]) =>
      (column: number) =>
        ` ${head}\n${pad(column + more)}${text}`,
  );
  return fc.oneof(
    { weight: 6, arbitrary: line },
    { weight: 1, arbitrary: folded },
    { weight: flow ? 0 : 1, arbitrary: lines },
  );
}

/** A key with its value. */
function entry(key: string, flow: boolean, value: Some<Written>): Some<Written> {
  const usual = fc.tuple(spelled(key, flow), colon, value).map(
    ([name, sign, behind]) =>
      (column: number) =>
        `${name}${sign}${behind(column)}`,
  );
  const explicit = fc.tuple(spelled(key, flow), value).map(
    ([name, behind]) =>
      (column: number) =>
        `? ${name}\n${pad(column)}:${behind(column)}`,
  );
  return fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: explicit });
}

function inBrackets(brackets: string, items: readonly Some<Written>[]): Some<Written> {
  return fc
    .tuple(
      seldom("", " ", "\n"),
      flowGap,
      fc.tuple(...items),
      fc.array(flowGap, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
    )
    .map(([before, end, parts, gaps, comma]) => (column: number) => {
      const text = parts.map((part, at) => `${gaps[at % 8]}${part(column)}${gaps[(at + 3) % 8]}`).join(",");
      return `${before.replace("\n", `\n${pad(column)}`)} ${brackets[0]}${text}${comma ? "," : ""}${end}${brackets[1]}`;
    });
}

function inLines(least: number, sign: string, items: readonly Some<Written>[]): Some<Written> {
  return fc
    .tuple(
      fc.integer({ min: least, max: 6 }),
      fc.tuple(...items),
      fc.array(lineGap, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
    )
    .map(([more, parts, gaps, compact]) => (column: number) => {
      const own = Math.max(column + more, 0);
      const behindSign = (text: string) =>
        compact && sign !== "" ? text.replace(new RegExp(`^\\n {${own + 1}}(?= )`), "") : text;
      return parts.map((part, at) => `${gaps[at % 8]}\n${pad(own)}${sign}${behindSign(part(own))}`).join("");
    });
}

type Parts = (flow: boolean) => readonly Some<Written>[];

const map = (flow: boolean, entries: Parts): Some<Written> =>
  fc.oneof(
    { weight: 1, arbitrary: inBrackets("{}", entries(true)) },
    { weight: flow ? 0 : 3, arbitrary: flow ? fc.constant(() => "") : inLines(1, "", entries(false)) },
  );
const list = (flow: boolean, items: Parts): Some<Written> =>
  fc.oneof(
    { weight: 1, arbitrary: inBrackets("[]", items(true)) },
    { weight: flow ? 0 : 1, arbitrary: flow ? fc.constant(() => "") : inLines(0, "-", items(false)) },
  );
const texts = (words: readonly string[]) => (flow: boolean) => words.map((word) => scalar(word, flow));
/** A list of texts, or one text alone. */
const oneOrMore = (flow: boolean, words: readonly string[]): Some<Written> =>
  words.length === 1 ? fc.oneof(...texts(words)(flow), list(flow, texts(words))) : list(flow, texts(words));

const some = <T>(of: readonly T[], most: number): Some<T[]> =>
  fc.shuffledSubarray([...of], { minLength: 1, maxLength: most });

const nothing: Some<Written> = fc.constantFrom(
  () => "",
  () => " ~",
  () => " {}",
);
const events = (flow: boolean): Some<Written> =>
  some(["push", "pull_request", "workflow_dispatch", "workflow_call", "release", "é", "1.0"], 4).chain(
    (names) =>
      fc.oneof(
        oneOrMore(flow, names),
        map(flow, (inside) =>
          names.map((name) =>
            entry(
              name,
              inside,
              name.startsWith("workflow")
                ? nothing
                : fc.oneof(
                    nothing,
                    map(inside, (deep) => [entry("types", deep, oneOrMore(deep, ["a", "b"]))]),
                  ),
            ),
          ),
        ),
      ),
  );

const labels = (flow: boolean): Some<Written> =>
  some(
    [
      "ubuntu-latest",
      "self-hosted",
      "x64",
      "é",
      "😀 a",
      "1.0",
      "${{ inputs.r }}",
      "a b",
      "${{ matrix.m }}-x",
    ],
    4,
  ).chain((names) =>
    fc.oneof(
      { weight: 4, arbitrary: oneOrMore(flow, names) },
      {
        weight: 1,
        arbitrary: map(flow, (inside) => [
          entry("group", inside, scalar("g", inside)),
          entry("labels", inside, oneOrMore(inside, names)),
        ]),
      },
      {
        weight: 1,
        arbitrary: list(flow, (inside) => [
          spelled("x64", inside).map((one) => () => ` &l ${one}`),
          ...texts(names)(inside),
          fc.constant(() => " *l "),
        ]),
      },
    ),
  );

const steps = (flow: boolean): Some<Written> =>
  list(flow, (inside) => [
    map(inside, (deep) => [entry("run", deep, scalar("x", deep)), entry("name", deep, scalar("a b", deep))]),
    fc.constant(() => " { run: x }"),
  ]);

/** A value of any form that has an anchor, and one that is an alias to it. */
const anchored = (name: string, value: Some<Written>): Some<Written> =>
  value.map((behind) => (column: number) => ` &${name}${behind(column)}`);
const aliasOf = (name: string): Some<Written> => fc.constant(() => ` *${name} `);

const job = (flow: boolean, runsOn = labels): Some<Written> =>
  fc.boolean().chain((first) =>
    map(flow, (inside) => {
      const runner = entry("runs-on", inside, runsOn(inside));
      const name = entry("name", inside, scalar("a b", inside));
      const rest = entry("steps", inside, steps(inside));
      return first ? [runner, rest, name] : [name, rest, runner];
    }),
  );
const call = (flow: boolean): Some<Written> =>
  map(flow, (inside) => [entry("uses", inside, scalar("./a.yml", inside))]);

const jobs = (flow: boolean): Some<Written> =>
  fc.tuple(some(["a", "build", "B-2", "c_3"], 3), fc.nat(5)).chain(([ids, kind]) =>
    map(flow, (inside) => {
      const single = ids.map((id, at) => entry(id, inside, at === kind ? call(inside) : job(inside)));
      if (kind > 2) return single;
      return [
        ...single,
        entry(
          "first",
          inside,
          anchored(
            "j",
            job(inside, (deep) => anchored("r", labels(deep))),
          ),
        ),
        entry(
          "second",
          inside,
          job(inside, () => aliasOf("r")),
        ),
        entry("third", inside, aliasOf("j")),
      ];
    }),
  );

/** A workflow with some events, and jobs that ask for some labels. */
export const properWorkflow: Some<string> = fc
  .tuple(
    fc.constantFrom("", "", "", "---", "# c\n", "%YAML 1.1\n---", "\uFEFF"),
    fc.boolean().chain((first) =>
      map(false, (flow) => {
        const on = entry("on", flow, events(flow));
        const all = entry("jobs", flow, jobs(flow));
        return first ? [on, all] : [all, entry("name", flow, scalar("w", flow)), on];
      }),
    ),
    fc.constantFrom("\n", "\n", "\r\n", "\r"),
  )
  .map(([head, root, lineEnd]) => {
    const text = root(-1);
    const begun = head === "" || head === "\uFEFF" ? head + text.replace(/^\n/, "") : head + text;
    return `${begun}\n`.replaceAll("\n", lineEnd);
  });
