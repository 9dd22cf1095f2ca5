/** Parameters of a statement that is put together from parts: each value is handed in and answered by its `$n`. */
export function newParameters(): {
  parameters: unknown[];
  parameter: (value: unknown) => string;
} {
  const parameters: unknown[] = [];
  return {
    parameters,
    parameter: (value) => {
      parameters.push(value);
      return `$${parameters.length}`;
    },
  };
}
