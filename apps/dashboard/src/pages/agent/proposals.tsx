import type { Proposal } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { usePages } from '../../api/use-pages.js';
import { DiffView } from '../../ui/diff-view.js';
import { Badge, Button, Card, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { timeAgo } from '../../ui/words.js';

const STATUSES: Record<Proposal['status'], string> = {
  pending: 'Waiting for you',
  approved: 'Being changed on Etsy',
  published: 'Changed on Etsy',
  rejected: 'You said no',
  expired: 'Too old',
  conflict: 'The listing has changed meanwhile',
  failed: 'Etsy refused it',
};

interface ProposalPage {
  proposals: Proposal[];
  total: number;
}

const proposalsOf = ({ proposals }: ProposalPage): Proposal[] => proposals;
const behindKnown = ({ total }: ProposalPage, known: number): { offset: number } | null =>
  known < total ? { offset: known } : null;

/** Changes to listings that the agent suggests. Nothing changes on Etsy without a yes. */
export function Proposals() {
  const pages = usePages('/products/proposals', {
    itemsOf: proposalsOf,
    nextOf: behindKnown,
    everyMs: 15_000,
  });
  const { items, error } = pages;
  return (
    <Card
      title="Proposals"
      about="Your agent suggests changes to listings. Nothing changes without your yes."
    >
      <Problem error={error} />
      {items?.length === 0 && (
        <p className="hint">
          None now. Under “Ask it”, say for example: “Set the stock of the oatmeal teapot to 4.”
        </p>
      )}
      <ul className="plain-list">
        {items?.map((proposal) => (
          <ProposalItem key={proposal.id} proposal={proposal} />
        ))}
      </ul>
      <ShowMore pages={pages} />
    </Card>
  );
}

function ProposalItem({ proposal }: { proposal: Proposal }) {
  const { id, status, productTitle, reason, diff, outcome, createdAt } = proposal;
  const decide = useChange(['/products']);
  const post = (what: string): void =>
    decide.mutate({ method: 'POST', path: `/products/proposals/${id}/${what}` });
  return (
    <li>
      <div className="row spread">
        <strong>{productTitle}</strong>
        <Badge tone={status === 'pending' ? 'warn' : 'quiet'}>{STATUSES[status]}</Badge>
      </div>
      <p className="hint">
        <bdi>{reason}</bdi> · {timeAgo(createdAt)}
      </p>
      {diff.map(({ field, options, before, after }) => (
        <div key={`${field}${JSON.stringify(options)}`}>
          <p>
            {field}
            {options && ` (${Object.values(options).join(', ')})`}
          </p>
          <DiffView before={before ?? 'not known'} after={after} />
        </div>
      ))}
      {outcome && <p className="hint">{outcome}</p>}
      {status === 'pending' && (
        <div className="row">
          <Button look="main" busy={decide.isPending} onClick={() => post('approve')}>
            Yes, change it
          </Button>
          <Button busy={decide.isPending} onClick={() => post('reject')}>
            No
          </Button>
        </div>
      )}
      <Problem error={decide.error} />
    </li>
  );
}
