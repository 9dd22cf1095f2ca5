/** The cursor behind a full page: the id of its last row. Null: this was the last page. */
export function nextOf(list: readonly { id: string }[], limit: number): string | null {
  return list.length < limit ? null : (list.at(-1)?.id ?? null);
}
