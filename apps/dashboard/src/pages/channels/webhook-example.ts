/** What somebody copies to try a webhook channel. Pure. */

/** Stands where the secret goes when it is not known any more. */
const NO_SECRET = 'whsec_…your secret…';

/** A signed message for a POSIX shell with curl and openssl; it runs as it stands. */
export function signedRequest(
  address: string,
  platformId: string,
  secret: string = NO_SECRET,
): string {
  const body = JSON.stringify({
    platform: 'webhook',
    platformId,
    message: 'Do you have mugs in blue?',
    sender: { id: 'buyer-1', name: 'Ada' },
  });
  return [
    `SECRET='${secret}'`,
    `BODY='${body}'`,
    'ID="msg_$(date +%s)_$$"',
    'TIME="$(date +%s)"',
    'KEY="$(printf %s "${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d \' \\n\')"',
    'SIGNATURE="$(printf %s "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"',
    `curl '${address}' -d "$BODY" \\`,
    `  -H 'content-type: application/json' \\`,
    '  -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" \\',
    '  -H "webhook-signature: v1,$SIGNATURE"',
  ].join('\n');
}

/** What is posted to the address for answers, signed in the same way. */
export function postedAnswer(platformId: string): string {
  return JSON.stringify(
    {
      type: 'message.sent',
      platformId,
      conversation: 'buyer-1',
      message: 'Yes! The Midnight Blue Mug is in stock …',
    },
    null,
    2,
  );
}
