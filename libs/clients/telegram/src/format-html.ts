/**
 * Models write Markdown by habit; Telegram shows it raw. This turns the harmless part of it into Telegram's HTML
 * (bold, italic, strike, code, links, list dots) and escapes all else, so that the result is always well-formed:
 * whatever does not match a mark exactly stays as it was typed. Pure.
 */

// Two private-use characters fence the number of a finished piece while the rest is worked on.
const OPEN = '\uE000';
const CLOSE = '\uE001';
const FENCED = /\uE000(\d+)\uE001/g;

/** `text` with its Markdown-like marks as Telegram HTML (parse_mode HTML). */
export function formatHtml(text: string): string {
  const pieces: string[] = [];
  const keep = (html: string): string => `${OPEN}${pieces.push(html) - 1}${CLOSE}`;
  const marked = text
    .replaceAll(/[\uE000\uE001]/g, '')
    .replaceAll(/```[\w+-]*\n?([\s\S]+?)```/g, (_, code: string) =>
      keep(`<pre>${escapeHtml(code.trimEnd())}</pre>`),
    )
    .replaceAll(/`([^`\n]+)`/g, (_, code: string) => keep(`<code>${escapeHtml(code)}</code>`))
    .replaceAll(
      /\[([^[\]\n]+)\]\((https?:\/\/[^\s()<>]+)\)/g,
      (_, label: string, url: string) =>
        `${keep(`<a href="${escapeHtml(url)}">`)}${label}${keep('</a>')}`,
    );
  const html = inlineMarks(lineMarks(escapeHtml(marked)));
  return html.replaceAll(FENCED, (_, index: string) => pieces[Number(index)] ?? '');
}

/** `text` for HTML: &, <, > and the double quote. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Headings become bold lines, list marks become dots. */
function lineMarks(text: string): string {
  return text
    .replaceAll(
      /^#{1,6}[^\S\n]+(\S.*)$/gm,
      (_, title: string) => `**${title.replaceAll('**', '').trimEnd()}**`,
    )
    .replaceAll(/^([^\S\n]*)[-*][^\S\n]+(?=\S)/gm, '$1• ');
}

/** No mark spans a tag or a piece that was set aside: tags can then never cross. */
function inlineMarks(text: string): string {
  return text
    .replaceAll(/\*\*(?=\S)((?:[^*\n\uE000]|\*(?!\*))+?)(?<=\S)\*\*(?!\*)/g, '<b>$1</b>')
    .replaceAll(/(?<![\w*])\*(?=\S)([^*<>\n\uE000]+?)(?<=\S)\*(?![\w*])/g, '<i>$1</i>')
    .replaceAll(/(?<!\w)_(?=\S)([^_<>\n\uE000]+?)(?<=\S)_(?!\w)/g, '<i>$1</i>')
    .replaceAll(/~~(?=\S)([^~<>\n\uE000]+?)(?<=\S)~~/g, '<s>$1</s>');
}
