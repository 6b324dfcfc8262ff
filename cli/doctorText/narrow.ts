/** Lines no wider than a screen: what is one long word, such as an ARN, goes on in the next line, if possible after a mark. */
export function narrow(lines: readonly string[], width: number): string[] {
  return lines.flatMap((line) => cut(line, width));
}

/** Text with colors is made of short words, and is longer than it looks. */
const isPainted = (line: string): boolean => line.includes("\u001b");

/** An indent deeper than this leaves too little of a narrow screen. */
const deepest = 8;

function cut(line: string, width: number): string[] {
  if (line.length <= width || width <= 2 * deepest || isPainted(line)) return [line];
  const blanks = line.length - line.trimStart().length;
  const indent = " ".repeat(Math.min(deepest, blanks + 2));
  const head = line.slice(0, width);
  const mark = Math.max(...[" ", ",", ":", "/"].map((each) => head.lastIndexOf(each) + 1));
  const end = mark > width / 2 ? mark : width;
  return [line.slice(0, end).trimEnd(), ...cut(`${indent}${line.slice(end).trimStart()}`, width)];
}
