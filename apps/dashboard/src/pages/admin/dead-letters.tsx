import type { DeadLetter, Paged } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Button, Card, Loading, Note, Problem } from '../../ui/parts.js';
import { count, PLATFORMS, reasonWords, timeAgo } from '../../ui/words.js';
import { usePagedRead } from './paged-read.js';
import { type ColumnOf, Table } from './table.js';

const PATH = '/admin/dead-letters';

interface DeadLettersPage extends Paged {
  deadLetters: DeadLetter[];
}

/** Messages that were given up, without their words: they are between the buyer and the seller. */
export function DeadLetters() {
  const list = usePagedRead<DeadLettersPage>(PATH);
  const replay = useChange([PATH, '/admin/audit', '/admin/health']);
  if (list.isPending) return <Loading what="dead letters" />;
  const columns: ColumnOf<DeadLetter>[] = [
    { head: 'When', cell: ({ createdAt }) => timeAgo(createdAt) },
    { head: 'From', cell: ({ source }) => PLATFORMS[source] ?? source },
    { head: 'Why', cell: ({ error }) => reasonWords(error) },
    {
      head: 'Tried',
      cell: ({ attempts, crashes }) =>
        crashes > 0 ? `${attempts}, ${count(crashes, 'crash', 'crashes')}` : attempts,
    },
    { head: 'Seller', cell: ({ sellerId }) => <code>{sellerId}</code> },
    {
      head: 'Do',
      cell: ({ id }) => (
        <Button
          busy={replay.isPending}
          onClick={() => replay.mutate({ method: 'POST', path: `${PATH}/${id}/replay` })}
        >
          Answer now
        </Button>
      ),
    },
  ];
  return (
    <Card title="Dead letters" about="Messages that got no answer after several attempts.">
      <Problem error={list.error ?? replay.error} />
      {replay.isSuccess && <Note tone="good">It stands in line again.</Note>}
      <Table
        label="Dead letters"
        rows={list.pages.flatMap((page) => page.deadLetters)}
        keyOf={({ id }) => id}
        columns={columns}
        nothing="None: nothing was given up."
        more={list.more}
      />
    </Card>
  );
}
