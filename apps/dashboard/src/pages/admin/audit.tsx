import { useDeferredValue, useState } from 'react';
import type { AuditEntry, Paged } from '../../api/contract.js';
import { Card, Field, Loading, Problem } from '../../ui/parts.js';
import { clockTime } from '../../ui/words.js';
import { usePagedRead } from './paged-read.js';
import { type ColumnOf, Table } from './table.js';

interface AuditPage extends Paged {
  entries: AuditEntry[];
}

const ACTORS: Record<AuditEntry['actor'], string> = {
  seller: 'Seller',
  admin: 'Administrator',
  stranger: 'Not signed in',
};

/** Details in words: "reason: spam, ended: 2". */
function detailWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

const COLUMNS: ColumnOf<AuditEntry>[] = [
  { head: 'When', cell: ({ createdAt }) => clockTime(createdAt) },
  { head: 'Who', cell: ({ actor, actorEmail }) => actorEmail ?? ACTORS[actor] },
  { head: 'What', cell: ({ action }) => action.replaceAll(/[._]/g, ' ') },
  { head: 'About', cell: ({ sellerId, targetId }) => <code>{targetId ?? sellerId ?? '–'}</code> },
  { head: 'Details', cell: ({ details }) => detailWords(details) },
  { head: 'From', cell: ({ ipAddress }) => ipAddress ?? '–' },
];

/** Who did what, newest first. */
export function Audit() {
  const [about, setAbout] = useState('');
  const list = usePagedRead<AuditPage>('/admin/audit', { about: useDeferredValue(about.trim()) });
  if (list.isPending) return <Loading what="the audit log" />;
  return (
    <Card title="Audit log" about="Every act of administrators and every change of an account.">
      <Field label="Only about this seller (id)">
        {(ids) => (
          <input
            {...ids}
            type="search"
            value={about}
            maxLength={60}
            onChange={(event) => setAbout(event.target.value)}
          />
        )}
      </Field>
      <Problem error={list.error} />
      <Table
        label="Audit log"
        rows={list.pages.flatMap((page) => page.entries)}
        keyOf={({ id }) => id}
        columns={COLUMNS}
        nothing="Nothing fits."
        more={list.more}
      />
    </Card>
  );
}
