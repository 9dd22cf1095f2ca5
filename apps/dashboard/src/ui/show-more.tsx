import type { Pages } from '../api/use-pages.js';
import { Button } from './parts.js';

/** At the end of a list of which more can be read; nothing when this is all of it. */
export function ShowMore({ pages }: { pages: Pages<unknown> }) {
  if (!pages.hasMore) return null;
  return (
    <Button busy={pages.isReadingMore} onClick={pages.readMore}>
      Show more
    </Button>
  );
}
