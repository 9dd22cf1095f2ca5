import { useChildMatches } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/**
 * Whoever opens another page by a link goes on in that page: the link may be gone with the page it stood on. Threads
 * opened beside their list are the same page, as are tabs and queries.
 */
export function usePageFocus(): void {
  const page = useChildMatches({ select: ([match]) => match?.routeId });
  const shown = useRef(page);
  useEffect(() => {
    if (page === shown.current) return;
    shown.current = page;
    const main = document.getElementById('main');
    // What the page itself has chosen keeps it.
    if (!main?.contains(document.activeElement)) main?.focus({ preventScroll: true });
  }, [page]);
}
