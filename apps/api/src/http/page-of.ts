/** Lists that come page by page. */

/**
 * The page asked for and the cursor of the next. Only what stands behind a page shows that it is not the last, so the
 * caller reads one row more than asked.
 *
 * @param read up to `limit + 1` rows
 * @returns `next` null: this was the last page
 */
export function pageOf<Row>(
  read: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { page: Row[]; next: string | null } {
  const page = read.slice(0, limit);
  const last = page.at(-1);
  return { page, next: read.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** The cursor of most lists: the id of the last row. */
export function byId(row: { id: string }): string {
  return row.id;
}
