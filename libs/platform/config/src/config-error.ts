/** One variable that cannot be used as it is. */
export interface ConfigProblem {
  name: string;
  /** What is wrong, to be read after the name. */
  problem: string;
}

/** The environment cannot be used. The message has one line for each variable; values are never shown, they may be secrets. */
export class ConfigError extends Error {
  constructor(
    readonly problems: readonly ConfigProblem[],
    exampleOf: (name: string) => string,
  ) {
    super(
      problems
        .map(({ name, problem }) => `${name}: ${problem} (example: ${exampleOf(name)})`)
        .join('\n'),
    );
    this.name = 'ConfigError';
  }
}
