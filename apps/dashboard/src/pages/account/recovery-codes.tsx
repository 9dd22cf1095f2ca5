import { Button, Note } from '../../ui/parts.js';

/** Shown once, right after the second step was turned on. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <>
      <Note tone="good">
        It is on. Keep these codes safe: each signs you in once without the phone.
      </Note>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button onClick={onKept}>I have kept them</Button>
    </>
  );
}
