import type { SyncState } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Note } from '../../ui/parts.js';
import { count } from '../../ui/words.js';

/** Whether the shop is being read. */
export function isSyncing(state: SyncState | undefined): boolean {
  return ['queued', 'running', 'waiting'].includes(state?.sync?.status ?? '');
}

/** How far the reading of the shop is. */
export function SyncProgress({ soFar }: { soFar: number }) {
  const { data } = useRead<SyncState>('/products/sync', { everyMs: 3_000 });
  const sync = data?.sync;
  if (sync?.status === 'failed') {
    return <Note tone="bad">Reading the products did not work: {sync.error}</Note>;
  }
  const seen = sync?.seen ?? soFar;
  const total = sync?.total ?? null;
  const words = total ? `${seen} of ${total}` : `${count(seen, 'product')} so far`;
  return (
    <div role="status">
      <progress aria-label="Reading your products" {...(total && { value: seen, max: total })} />
      <p>Reading your products: {words}. You can leave this page; it goes on by itself.</p>
      {sync?.waiting && <p className="hint">{sync.waiting.message}</p>}
    </div>
  );
}
