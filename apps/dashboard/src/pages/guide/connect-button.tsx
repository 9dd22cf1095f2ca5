import { useState } from 'react';
import { ApiError, request } from '../../api/http.js';
import { Button, Problem } from '../../ui/parts.js';

/** Sends the browser to Etsy's own page, where access is granted; Etsy sends it back here. */
export function ConnectButton({ words }: { words: string }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const connect = async (): Promise<void> => {
    setBusy(true);
    try {
      const { redirectUrl } = await request<{ redirectUrl: string }>(
        'GET',
        '/etsy/oauth/authorize',
      );
      window.location.assign(redirectUrl);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <Problem error={error} />
      <Button look="main" busy={busy} onClick={() => void connect()}>
        {words}
      </Button>
    </>
  );
}
