import { useState } from 'react';
import type { ApiKey } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';
import { Copyable } from '../../ui/copyable.js';
import { Button, Card, Loading, Problem } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';
import { mcpConfiguration } from './mcp-example.js';
import { KEY_SCOPES, NewApiKey } from './new-api-key.js';
import { ShownOnce } from '../../ui/shown-once.js';

const PATH = '/auth/api-keys';

/** Keys with which the seller's own AI apps use the agent's tools. */
export function ApiKeys() {
  const { data, error, isPending } = useRead<{ apiKeys: ApiKey[] }>(PATH);
  const [made, setMade] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title="Your own AI apps"
      about="With a key, an AI app of yours (Claude, Cursor, anything that speaks MCP) can look into your shop. It can change nothing without your yes here."
    >
      <Problem error={error} />
      {isPending && <Loading what="your keys" />}
      <ul className="plain-list" aria-label="Keys">
        {data?.apiKeys.map((apiKey) => (
          <KeyItem key={apiKey.id} apiKey={apiKey} />
        ))}
      </ul>
      {made !== null && (
        <>
          <ShownOnce label="Key" text={made} />
          <McpConfiguration apiKey={made} />
          <Button onClick={() => setMade(null)}>I have kept the key</Button>
        </>
      )}
      {made === null && !isOpen && <Button onClick={() => setOpen(true)}>Make a key</Button>}
      {made === null && isOpen && (
        <NewApiKey
          onMade={(key) => {
            setMade(key);
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      )}
      {made === null && data !== undefined && data.apiKeys.length > 0 && (
        <details className="fold">
          <summary>How to tell your app</summary>
          <McpConfiguration />
        </details>
      )}
    </Card>
  );
}

function McpConfiguration({ apiKey }: { apiKey?: string }) {
  return (
    <Copyable
      isLong
      label="For your app's MCP configuration"
      text={mcpConfiguration(`${location.origin}/mcp`, apiKey)}
    />
  );
}

function KeyItem({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, hint, scopes } = apiKey;
  const revoke = useChange([PATH]);
  const may = KEY_SCOPES.filter(([scope]) => scopes.includes(scope)).map(([, , short]) => short);
  return (
    <li className="row spread">
      <span className="grow">
        <strong>{name}</strong> <span className="hint">ends in {hint}</span>
        <br />
        <span className="hint">
          May {may.join(', ')} · {lifeWords(apiKey)}
        </span>
      </span>
      <Confirm
        label="Revoke"
        title={`Revoke the key ${name}?`}
        yes="Revoke"
        busy={revoke.isPending}
        error={revoke.error}
        isDone={revoke.isSuccess}
        onYes={() => revoke.mutate({ method: 'DELETE', path: `${PATH}/${id}` })}
      >
        The app that uses it is shut out at once. A revoked key cannot be brought back.
      </Confirm>
    </li>
  );
}

function lifeWords({ lastUsedAt, expiresAt }: ApiKey): string {
  const used = lastUsedAt ? `last used ${timeAgo(lastUsedAt)}` : 'never used';
  if (!expiresAt) return used;
  const day = new Date(expiresAt).toLocaleDateString();
  return Date.parse(expiresAt) < Date.now() ? `ran out on ${day}` : `${used} · until ${day}`;
}
