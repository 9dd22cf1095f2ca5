/** Links in a text: found, compared, taken out. Pure. */

/** A host name that a reader may take for an address although no scheme stands before it. */
const TOP_LEVEL =
  'com|net|org|info|biz|shop|store|online|site|top|xyz|click|link|live|pro|app|dev|io|co|me|ly|gl|to|gd|cc|tv|de|uk|fr|es|it|nl|pl|ru|cn|eu|us|ca|au|in|br|jp|ch|at|be|se|no|dk|fi|tk|ml|ga|cf|gq|zip|mov';
const SCHEMED = String.raw`(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"'` + '`' + String.raw`]+`;
const SPECIAL = String.raw`(?:javascript|data|mailto|tel|tg|whatsapp):[^\s<>"']+`;
const BARE = String.raw`(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:(?:${TOP_LEVEL})(?![\p{L}\p{N}-])(?:[/?#:][^\s<>"']*)?|[a-z]{2,24}\/[^\s<>"']*)`;
const LINK = new RegExp(`${SCHEMED}|${SPECIAL}|${BARE}`, 'giu');
const MARKDOWN = /\[([^\]\n]{0,300})\]\(([^()\s]{1,2000})[^()\n]{0,200}\)/g;
const TRAILING = new Set('.,;:!?)]}>*_\'"»”’');

/** Every link of a text as it stands there, without the punctuation behind it. */
export function linksIn(text: string): string[] {
  return [...text.matchAll(LINK)].map((match) => match[0].slice(0, endOfLink(match[0])));
}

/** Host and path without what does not matter: scheme, `www.`, query, fragment, a slash at the end. */
export function canonicalLink(link: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(link) ? link : `https://${link}`;
  if (!URL.canParse(withScheme)) return link.toLowerCase();
  const url = new URL(withScheme);
  if (url.username !== '' || url.password !== '') return link.toLowerCase();
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  return `${url.host.replace(/^www\./, '')}${path}`.toLowerCase();
}

/** Takes the links out that are not allowed; the text of a markdown link stays. */
export function withoutLinks(
  text: string,
  isAllowed: (link: string) => boolean,
): { text: string; removed: string[] } {
  const removed: string[] = [];
  const keep = (link: string): boolean => {
    if (isAllowed(link)) return true;
    removed.push(link);
    return false;
  };
  // A link that is allowed is written out: chats show no markdown.
  const plain = text.replace(MARKDOWN, (_, label: string, link: string) => {
    if (!keep(link)) return label;
    return label.trim() === '' || label === link ? link : `${label}: ${link}`;
  });
  const cleaned = plain.replace(LINK, (found) => {
    const end = endOfLink(found);
    return keep(found.slice(0, end)) ? found : found.slice(end);
  });
  return { text: cleaned, removed };
}

/** Where the punctuation behind a link begins. No pattern: on a long run of dots one would be tried from each of them. */
function endOfLink(found: string): number {
  let end = found.length;
  while (TRAILING.has(found.charAt(end - 1))) end -= 1;
  return end;
}
