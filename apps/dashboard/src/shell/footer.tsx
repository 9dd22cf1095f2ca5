/** The notice Etsy's terms ask for, and the way to the API. */
export function Footer() {
  return (
    <footer className="footer">
      <p>
        <em>
          The term &apos;Etsy&apos; is a trademark of Etsy, Inc. This Application uses Etsy&apos;s
          API, but is not endorsed or certified by Etsy.
        </em>
      </p>
      <p>
        <a href="/docs">For developers</a>
      </p>
    </footer>
  );
}
