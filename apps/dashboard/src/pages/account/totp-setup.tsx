/** What an authenticator app needs: a picture to scan, or the key to type. */
export function TotpSetup({ secret, qrSvg }: { secret: string; qrSvg: string }) {
  return (
    <>
      <p>Scan this with an authenticator app, or type the key into it.</p>
      <img
        className="qr"
        width="200"
        height="200"
        alt="QR code for your authenticator app"
        src={`data:image/svg+xml,${encodeURIComponent(qrSvg)}`}
      />
      <p>
        Key: <code>{secret}</code>
      </p>
    </>
  );
}
