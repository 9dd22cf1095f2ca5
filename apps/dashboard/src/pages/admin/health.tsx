import type { AdminHealth } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Badge, Card, Loading, Note, Problem } from '../../ui/parts.js';
import { duration, PLATFORMS, timeAgo } from '../../ui/words.js';
import { type ColumnOf, Table } from './table.js';

const LATE_MS = 60_000;

type Count = AdminHealth['channels'][number];

/** How the house is, freshly every ten seconds. */
export function Health() {
  const { data, error, isPending } = useRead<AdminHealth>('/admin/health', { everyMs: 10_000 });
  if (isPending) return <Loading what="health" />;
  if (!data) return <Problem error={error} />;
  const { oldestQueuedMs, sickChannels, sickShops, queues } = data;
  const isLate = oldestQueuedMs !== null && oldestQueuedMs > LATE_MS;
  return (
    <>
      <Note tone={isLate ? 'bad' : 'good'}>
        {oldestQueuedMs === null
          ? 'No message waits for an answer.'
          : `The oldest message waits since ${duration(oldestQueuedMs)}.`}
      </Note>
      <div className="columns">
        <Counts title="Channels" rows={data.channels} kind="Platform" />
        <Counts title="Syncs of the last day" rows={data.syncs24h} kind="Begun by" />
        <Counts title="Messages of the last day" rows={data.inbox} kind="From" />
        <Counts title="Answers of the last day" rows={data.deliveries} kind="Written by" />
      </div>
      <Card title="Channels that need a look">
        <Table
          label="Channels that need a look"
          rows={sickChannels}
          keyOf={({ id }) => id}
          columns={SICK_CHANNELS}
          nothing="None: every linked channel works."
        />
      </Card>
      <Card title="Shops that need a look">
        <Table
          label="Shops that need a look"
          rows={sickShops}
          keyOf={({ sellerId }) => sellerId}
          columns={SICK_SHOPS}
          nothing="None: every shop was read within six hours."
        />
      </Card>
      <Card title="Queues">
        <Table
          label="Queues"
          rows={queues}
          keyOf={({ name }) => name}
          columns={QUEUES}
          nothing="There are none."
        />
      </Card>
    </>
  );
}

function Counts({ title, rows, kind }: { title: string; rows: Count[]; kind: string }) {
  const columns: ColumnOf<Count>[] = [
    { head: kind, cell: (row) => PLATFORMS[row.kind] ?? row.kind },
    { head: 'State', cell: (row) => row.status.replaceAll('_', ' ') },
    { head: 'How many', cell: (row) => row.count.toLocaleString() },
  ];
  return (
    <Card title={title}>
      <Table
        label={title}
        rows={rows}
        keyOf={(row) => `${row.kind} ${row.status}`}
        columns={columns}
        nothing="None."
      />
    </Card>
  );
}

const SICK_CHANNELS: ColumnOf<AdminHealth['sickChannels'][number]>[] = [
  { head: 'Platform', cell: ({ platform }) => PLATFORMS[platform] ?? platform },
  { head: 'State', cell: ({ status }) => <Badge tone="warn">{status}</Badge> },
  { head: 'Trouble', cell: ({ lastError }) => lastError ?? '–' },
  { head: 'Last message', cell: ({ lastInboundAt }) => timeAgo(lastInboundAt) },
  { head: 'Since', cell: ({ updatedAt }) => timeAgo(updatedAt) },
  { head: 'Seller', cell: ({ sellerId }) => <code>{sellerId}</code> },
];

const SICK_SHOPS: ColumnOf<AdminHealth['sickShops'][number]>[] = [
  { head: 'Shop', cell: ({ shopName }) => shopName },
  { head: 'State', cell: ({ status }) => <Badge tone="warn">{status.replaceAll('_', ' ')}</Badge> },
  { head: 'Last read', cell: ({ lastSyncAt }) => timeAgo(lastSyncAt) },
  { head: 'Trouble', cell: ({ lastError }) => lastError ?? '–' },
  { head: 'Seller', cell: ({ sellerId }) => <code>{sellerId}</code> },
];

/** States of jobs a person asks for, in this order. */
const JOB_STATES = ['waiting', 'active', 'delayed', 'completed', 'failed'] as const;

const QUEUES: ColumnOf<AdminHealth['queues'][number]>[] = [
  { head: 'Queue', cell: ({ name }) => name },
  ...JOB_STATES.map((state) => ({
    head: state[0]?.toUpperCase() + state.slice(1),
    cell: ({ counts }: AdminHealth['queues'][number]) =>
      counts ? Number(counts[state] ?? 0).toLocaleString() : 'Redis is away',
  })),
];
