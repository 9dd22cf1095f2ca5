/** The page of the mail stand-in: plain HTML, every mail as text with its links to click. */
import type { KeptMail } from './kept-mail.js';

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem }
  h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin: 0 }
  article { border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); border-radius: 10px; padding: .9rem 1rem; margin: 1rem 0 }
  .tag { border: 1px solid currentcolor; border-radius: 99px; padding: 0 .5rem; font-size: .85rem }
  .meta { font-size: .88rem; opacity: .8; margin: .2rem 0 .6rem } pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
`;

/** @param to whose mails these are; null: everybody's */
export function mailPage(mails: readonly KeptMail[], to: string | null): string {
  const whose = to === null ? 'all addresses' : escapeHtml(to);
  const list =
    mails.map(article).join('') || '<p>No mail yet. This page shows it once loaded anew.</p>';
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The mailbox · IFA demo</title><style>${STYLE}</style></head><body><main><h1>The mailbox</h1><p><strong class="tag">Demo</strong> Mails of this machine end here, to ${whose}; none is really sent.</p>${list}</main></body></html>`;
}

function article({ to, subject, text, at }: KeptMail): string {
  return `<article><h2>${escapeHtml(subject)}</h2><p class="meta">to ${escapeHtml(to)}, ${escapeHtml(at.slice(0, 16).replace('T', ' '))} UTC</p><pre>${linked(text.trim())}</pre></article>`;
}

/** Addresses become links; everything else stays text. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/g)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
