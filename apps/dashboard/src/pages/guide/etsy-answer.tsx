import { useEffect, useState } from 'react';

const OTHER_BROWSER =
  'Etsy sent its answer to another browser than the one that asked. If you wanted to connect your shop, begin again from the first steps and stay in this browser.';
const PROBLEMS: Record<string, string> = {
  other_browser: OTHER_BROWSER,
  access_denied: 'You said no on Etsy’s page. Try again when you like.',
  shop_taken:
    'It is connected to another IFA account. Disconnect it there first (on its Products page), or choose another shop.',
  no_shop: 'This Etsy account has no shop. Open one on Etsy, then connect again.',
  rate_limited: 'Too many attempts came from your network. Try again in a minute.',
  state_refused: 'The way to Etsy and back took too long. Begin again from the first steps.',
};

/** Whether Etsy has just sent the browser back here. */
export function isBackFromEtsy(search = location.search): boolean {
  const query = new URLSearchParams(search);
  return query.has('etsy_connected') || query.has('etsy_error');
}

/** What Etsy said when it sent the browser back; the address is cleaned, so that it is said once. */
export function EtsyAnswer() {
  const [query] = useState(() => new URLSearchParams(location.search));
  useEffect(() => {
    if (isBackFromEtsy()) history.replaceState(history.state, '', location.pathname);
  }, []);
  const problem = query.get('etsy_error');
  if (query.has('etsy_connected')) {
    return (
      <p className="note good" role="status">
        Your shop {query.get('shop')} is connected. Its products are read by themselves, now and
        from now on.
      </p>
    );
  }
  if (!problem) return null;
  return (
    <p className="note bad" role="alert">
      The shop was not connected.{' '}
      {PROBLEMS[problem] ??
        `Etsy said: ${problem.replaceAll('_', ' ')}. Try again from the first steps.`}
    </p>
  );
}
