/** The text of `.env.example`, written from the declarations in env.dto.ts so that the two cannot differ. */
import './env.dto.js';
import { envVariables, type EnvVariableInfo } from './env-variable.decorator.js';

const HEAD = [
  '# Every variable of the system. Copy this file to .env and uncomment what you need; for a first look nothing is needed.',
  '# Generated from the env.dto.ts files of libs/platform/config by: npm run env:example',
];

/** Not a variable of ours; whoever starts the containers needs it in the same file. */
const COMPOSE = [
  '# ---- docker-compose.yml only ----',
  '',
  '# The password of its Postgres: letters and digits, since it becomes part of an address.',
  '# Must be set (openssl rand -hex 24).',
  '#POSTGRES_PASSWORD=letters-and-digits',
];

/** The whole file. */
export function renderEnvExample(): string {
  const groups = Map.groupBy(envVariables(), (variable) => variable.group);
  const parts = [...groups].map(([group, variables]) =>
    [`# ---- ${group} ----`, ...variables.map(paragraph)].join('\n\n'),
  );
  return `${[HEAD.join('\n'), ...parts, COMPOSE.join('\n')].join('\n\n')}\n`;
}

function paragraph({ name, sentence, example, fallback }: EnvVariableInfo): string {
  const note =
    fallback === null ? 'Must be set (npm start makes one for you).' : `Default: ${fallback}.`;
  return `# ${sentence}\n# ${note}\n#${name}=${example}`;
}
