/** WhatsApp's own marks as entities of the text without them; offsets count UTF-16 units. */

/** @type {Readonly<Record<string, string>>} */
const MARKS = { '*': 'bold', _: 'italic', '~': 'strikethrough' };
/** A mark opens at the beginning of a word and closes at the end of one, on the same line. */
const MARKED = /```([^`]+)```|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\2(?![\p{L}\p{N}])/u;

/** @param {string} text @returns {{ text: string, entities: { type: string, offset: number, length: number }[] }} */
export function whatsappText(text) {
  let rest = text;
  let plain = '';
  /** @type {{ type: string, offset: number, length: number }[]} */
  const entities = [];
  for (let found = MARKED.exec(rest); found; found = MARKED.exec(rest)) {
    plain += rest.slice(0, found.index);
    const [whole, code, mark = '', words = ''] = found;
    const inner = code === undefined ? whatsappText(words) : { text: code, entities: [] };
    const offset = plain.length;
    entities.push({ type: MARKS[mark] ?? 'code', offset, length: inner.text.length });
    entities.push(
      ...inner.entities.map((entity) => ({ ...entity, offset: entity.offset + offset })),
    );
    plain += inner.text;
    rest = rest.slice(found.index + whole.length);
  }
  return { text: plain + rest, entities };
}
