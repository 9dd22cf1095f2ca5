import type { SignInSession } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Problem } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';

const PATH = '/auth/sessions';

/** A browser's own description, shortened to what a person recognises. */
function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device';
  const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0]?.replace('Edg', 'Edge');
  const system = /Windows|Android|iPhone|iPad|Mac OS|Linux/.exec(userAgent)?.[0];
  return browser && system ? `${browser} on ${system}` : userAgent.slice(0, 40);
}

export function SessionList() {
  const { data, error } = useRead<{ sessions: SignInSession[] }>(PATH);
  const change = useChange([PATH]);
  return (
    <Card title="Where you are signed in">
      <Problem error={error ?? change.error} />
      <ul className="plain-list">
        {data?.sessions.map((session) => (
          <li key={session.id} className="row spread">
            <span>
              {deviceOf(session.userAgent)} {session.current && <em>this browser</em>}
              <br />
              <span className="hint">
                {session.ipAddress} · last seen {timeAgo(session.lastSeenAt ?? session.createdAt)}
              </span>
            </span>
            {!session.current && (
              <Button
                onClick={() => change.mutate({ method: 'DELETE', path: `${PATH}/${session.id}` })}
              >
                Sign out there
              </Button>
            )}
          </li>
        ))}
      </ul>
      {data && data.sessions.length > 1 && (
        <Button onClick={() => change.mutate({ method: 'POST', path: `${PATH}/sign-out-others` })}>
          Sign out everywhere else
        </Button>
      )}
    </Card>
  );
}
