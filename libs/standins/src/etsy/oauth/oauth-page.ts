/** The consent page of the Etsy stand-in: plain HTML and an ordinary form, for people, tests and `curl` alike. */
import type { ShopRecord } from '../etsy-state.js';
import { escapeHtml } from '../api/etsy-json.js';

const SCOPE_WORDS: Record<string, string> = {
  shops_r: 'See your shop: name, policies, announcement',
  shops_w: 'Change your shop',
  listings_r: 'See all your listings, including drafts and expired ones',
  listings_w: 'Create and edit your listings',
  listings_d: 'Delete your listings',
  transactions_r: 'See your orders',
  transactions_w: 'Update your orders',
  email_r: 'See your e-mail address',
  profile_r: 'See your profile',
};

const STYLE = `
  body { font: 16px/1.5 Georgia, serif; background: #faf7f2; color: #2b2622; margin: 0; display: grid; grid-template-columns: minmax(0, 1fr); place-items: center; min-height: 100vh }
  * { box-sizing: border-box }
  main { background: #fff; border: 1px solid #e3dbd0; border-radius: 12px; padding: 2rem; width: calc(100% - 2rem); max-width: 30rem; margin: 1rem }
  .demo { background: #fdeccd; border-radius: 6px; padding: .4rem .7rem; font: 14px/1.4 sans-serif }
  h1 { font-size: 1.4rem } select { max-width: 100% } select, button { font: inherit; padding: .5rem .9rem; border-radius: 8px; border: 1px solid #b9ac9b; background: #fff }
  .row { display: flex; gap: .8rem; margin-top: 1.2rem } button[value=allow] { background: #2b2622; color: #fff }
`;

function page(title: string, body: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><main><p class="demo">This is a stand-in for Etsy's consent page, for demo and tests. No Etsy account is involved.</p>${body}</main></body></html>`;
}

/** What the form sends instead of a shop's id: a shop that does not exist yet. */
export const NEW_SHOP = 'new';

/**
 * The page where a member allows or denies. `fields` come back with the form. Chosen is the first shop that is not
 * `connected` yet, else a new one: whoever just presses Allow gets a shop of their own.
 */
export function consentPage(o: {
  appName: string;
  scopes: readonly string[];
  shops: readonly ShopRecord[];
  connected: ReadonlySet<number>;
  fields: Record<string, string>;
}): string {
  const hidden = Object.entries(o.fields).map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const scopes = o.scopes.map(
    (s) => `<li>${escapeHtml(SCOPE_WORDS[s] ?? s)} <code>${escapeHtml(s)}</code></li>`,
  );
  const free = o.shops.find((s) => !o.connected.has(s.userId));
  const option = (value: string | number, words: string, isChosen: boolean): string =>
    `<option value="${value}"${isChosen ? ' selected' : ''}>${escapeHtml(words)}</option>`;
  const shops = o.shops.map((s) => {
    const state = o.connected.has(s.userId) ? ', connected already' : '';
    return option(s.shopId, `${s.name} (${s.listings} listings${state})`, s === free);
  });
  shops.push(option(NEW_SHOP, 'a new demo shop', free === undefined));
  return page(
    'Connect an application',
    `<h1><b>${escapeHtml(o.appName)}</b> would like access to your shop</h1><ul>${scopes.join('')}</ul>
     <form method="post" action="connect">${hidden.join('')}
       <label>Sign in as the owner of <select name="shop_id">${shops.join('')}</select></label>
       <div class="row"><button name="decision" value="allow">Allow access</button><button name="decision" value="deny">Deny</button></div>
     </form>`,
  );
}

/** Shown instead of a redirect when the request itself cannot be trusted. */
export function oauthErrorPage(message: string): string {
  return page('There is a problem', `<h1>An error occurred</h1><p>${escapeHtml(message)}</p>`);
}
