/** Bot tokens stand in every address of the Bot API, and addresses stand in errors: this takes them out. */

const TOKEN_LIKE = /\b(\d{5,}):[\w-]{20,}/g;

/** The text with `token`, and anything else shaped like a bot token, replaced. The bot's id stays, to find it by. */
export function redactTokens(text: string, token = ''): string {
  const known = token === '' ? text : text.replaceAll(token, `${token.split(':')[0]}:[redacted]`);
  return known.replaceAll(TOKEN_LIKE, '$1:[redacted]');
}
