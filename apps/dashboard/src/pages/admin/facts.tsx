import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Loading, Problem } from '../../ui/parts.js';

interface FactsProps {
  path: string;
  title: string;
  /** What can be done with each row, as the last part of its address. */
  action?: string;
}

/** Whatever an administration address answers, as a table of its rows and a list of its figures. */
export function Facts({ path, title, action }: FactsProps) {
  const { data, error, isPending } = useRead<Record<string, unknown>>(path);
  if (isPending) return <Loading what={title.toLowerCase()} />;
  if (!data) return <Problem error={error} />;
  return (
    <Card title={title}>
      {Object.entries(data).map(([name, value]) =>
        Array.isArray(value) ? (
          <Rows key={name} name={name} rows={value} path={path} {...(action && { action })} />
        ) : (
          <p key={name}>
            <strong>{name}</strong>: {textOf(value)}
          </p>
        ),
      )}
    </Card>
  );
}

interface RowsProps {
  name: string;
  rows: unknown[];
  path: string;
  action?: string;
}

function Rows({ name, rows, path, action }: RowsProps) {
  const change = useChange([path]);
  const records = rows.filter((row) => typeof row === 'object' && row !== null);
  const columns = Object.keys(records[0] ?? {});
  if (columns.length === 0) return <p className="hint">{name}: none.</p>;
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label={name}>
      <Problem error={change.error} />
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            {action && <th scope="col">Do</th>}
          </tr>
        </thead>
        <tbody>
          {records.map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column}>{textOf(Reflect.get(row, column))}</td>
              ))}
              {action && (
                <td>
                  <Button
                    onClick={() =>
                      change.mutate({
                        method: 'POST',
                        path: `${path}/${String(Reflect.get(row, 'id'))}/${action}`,
                      })
                    }
                  >
                    {action}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object'
    ? JSON.stringify(value)
    : String(value as string | number | boolean);
}
