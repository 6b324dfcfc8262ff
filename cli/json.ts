/**
 * An object as JSON text, piece by piece, so that the whole of a large one never stands in memory: its keys indented by
 * two, and lists with one item a line.
 */
export function* jsonPieces(value: object): Generator<string> {
  let [before, end] = ["{\n", "{}\n"];
  for (const [key, property] of Object.entries(value) as readonly (readonly [string, unknown])[]) {
    yield `${before}  ${JSON.stringify(key)}: `;
    yield* Array.isArray(property) ? listPieces(property) : [JSON.stringify(property)];
    [before, end] = [",\n", "\n}\n"];
  }
  yield end;
}

function* listPieces(items: readonly unknown[]): Generator<string> {
  if (items.length === 0) {
    yield "[]";
    return;
  }
  let before = "[\n";
  for (const item of items) {
    yield `${before}    ${JSON.stringify(item)}`;
    before = ",\n";
  }
  yield "\n  ]";
}
