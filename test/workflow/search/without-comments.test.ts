import { expect, test } from "vitest";
import { withoutComments } from "../../../src/workflow/search/without-comments.ts";

test.each([
  ["make # x", "make "],
  ["make\t#x", "make\t"],
  ["make; # x\nmake;#x\n(#x", "make; \nmake;\n("],
  ["  # x\n\t#x\nmake", "\n\nmake"],
  ["echo 'a' \"b\" # x", "echo 'a' \"b\" "],
  ["make # don't\nmake # x", "make \nmake "],
  ["make # x\r\nmake", "make \r\nmake"],
  ["echo \\# # x", "echo \\# "],
  ["cat <<EOF\nDon't panic\nEOF\necho hi # x", "cat <<EOF\nDon't panic\nEOF\necho hi "],
  ["cat <<-'A' <<B\n\tit's\n\tA\nit's\nB\nmake # x", "cat <<-'A' <<B\n\tit's\n\tA\nit's\nB\nmake "],
  ["cat <<EOF\n# x\nEOF", "cat <<EOF\n\nEOF"],
  ["echo $((1<<n)) # x\nmake # x", "echo $((1<<n)) \nmake "],
  ["cat <<<word # x\nword", "cat <<<word \nword"],
  ['echo "a\\"" # x', 'echo "a\\"" '],
])("%j is %j", (text, left) => {
  expect(withoutComments(text)).toBe(left);
});

test.each([
  "sed 's/ #.*//' x",
  'echo "a # b" x',
  'echo "a \\" # b" x',
  "echo a#b $# ${#x} ${x#y} \\# x",
  "python -c '\nx = 1 # x\n'",
  "cat <<EOF\na # b\nEOF",
  "cat <<EOF\nit's\nEOF\nsed 's/ #.*//' x",
  'echo "a\nb # x" y',
  "https://example.org/#x",
])("%j has none", (text) => {
  expect(withoutComments(text)).toBe(text);
});
