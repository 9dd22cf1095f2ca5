import type { ReactNode } from 'react';
import { Button } from '../../ui/parts.js';

/** One column: its heading and what stands in it. */
export interface ColumnOf<T> {
  head: string;
  cell: (row: T) => ReactNode;
}

interface TableProps<T> {
  label: string;
  rows: readonly T[];
  keyOf: (row: T, index: number) => string;
  columns: readonly ColumnOf<T>[];
  /** Instead of an empty table. */
  nothing: string;
  more?: (() => void) | null;
}

/** A table that scrolls sideways by itself on a narrow screen. */
export function Table<T>({ label, rows, keyOf, columns, nothing, more = null }: TableProps<T>) {
  if (rows.length === 0) return <p className="hint">{nothing}</p>;
  return (
    <>
      <div className="table-box" tabIndex={0} role="region" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ head }) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={keyOf(row, index)}>
                {columns.map(({ head, cell }) => (
                  <td key={head}>{cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <Button onClick={more}>Show more</Button>}
    </>
  );
}
