import { useState } from 'react';
import type { Agent, Paged, SoulVersion } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { behind, usePages } from '../../api/use-pages.js';
import { DiffView } from '../../ui/diff-view.js';
import { Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { clockTime } from '../../ui/words.js';

/** What the agent is told about its manner, with what changed and what stood there before. */
export function Personality({ agent }: { agent: Agent }) {
  const [text, setText, isChanged] = useDraft('personality', agent.soulInstructions);
  const save = useChange(['/agents/me']);
  return (
    <>
      <Card title="How your agent speaks">
        <Field
          label="In your own words"
          hint="For example: be warm and brief, call buyers by name, suggest matching pieces."
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={10}
              maxLength={20000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {isChanged && <DiffView before={agent.soulInstructions} after={text} />}
        <Problem error={save.error} />
        {save.isSuccess && !isChanged && (
          <Note tone="good">Saved. It counts from the next answer on.</Note>
        )}
        <div className="row">
          <Button
            look="main"
            disabled={!isChanged}
            busy={save.isPending}
            onClick={() =>
              save.mutate(
                { method: 'PATCH', path: '/agents/me/soul', body: { soulInstructions: text } },
                { onSuccess: () => setText(null) },
              )
            }
          >
            Save
          </Button>
          <Button disabled={!isChanged} onClick={() => setText(null)}>
            Drop my changes
          </Button>
        </div>
      </Card>
      <Versions current={agent.soulInstructions} />
    </>
  );
}

interface VersionPage extends Paged {
  versions: SoulVersion[];
}

const versionsOf = ({ versions }: VersionPage): SoulVersion[] => versions;

function Versions({ current }: { current: string }) {
  const pages = usePages('/agents/me/soul/versions', { itemsOf: versionsOf, nextOf: behind });
  const { items, error } = pages;
  const [openId, setOpenId] = useState<string | null>(null);
  const restore = useChange(['/agents/me']);
  return (
    <Card title="Earlier versions" about="Compare one with what counts now, or bring it back.">
      <Problem error={error ?? restore.error} />
      {items?.length === 0 && <p className="hint">None yet. Each time you save, one is kept.</p>}
      <ul className="plain-list">
        {items?.map((version) => (
          <li key={version.id}>
            <div className="row spread">
              <span>
                {clockTime(version.createdAt)} {version.current && <em>counts now</em>}
              </span>
              <span className="row">
                <Button
                  aria-expanded={openId === version.id}
                  onClick={() => setOpenId(openId === version.id ? null : version.id)}
                >
                  Compare
                </Button>
                {!version.current && (
                  <Button
                    busy={restore.isPending}
                    onClick={() =>
                      restore.mutate({
                        method: 'POST',
                        path: `/agents/me/soul/versions/${version.id}/restore`,
                      })
                    }
                  >
                    Bring back
                  </Button>
                )}
              </span>
            </div>
            {openId === version.id && (
              <DiffView before={current} after={version.soulInstructions} />
            )}
          </li>
        ))}
      </ul>
      <ShowMore pages={pages} />
    </Card>
  );
}
