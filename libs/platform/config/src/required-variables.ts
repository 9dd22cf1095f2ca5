/** The rules that say which variables must be set, and which values production refuses. */
import type { ConfigProblem } from './config-error.js';
import type { EnvDto } from './env.dto.js';
import { envVariables, parseUrl } from './env-variable.decorator.js';

const ALWAYS = ['JWT_SECRET', 'TOKEN_ENCRYPTION_KEY'] as const;
const WITHOUT_STANDINS = [
  'ETSY_API_KEY',
  'ETSY_SHARED_SECRET',
  'ETSY_REDIRECT_URI',
  'ANTHROPIC_API_KEY',
] as const;
// Without mail nobody proves an address, and without that nobody may link a channel on which people write.
const IN_PRODUCTION = ['DATABASE_URL', 'REDIS_URL', 'CORS_ORIGIN', 'SMTP_URL'] as const;

/** True when missing outside systems may be taken by stand-ins. */
export function standinsAllowed(env: EnvDto): boolean {
  return env.NODE_ENV !== 'production' && env.STANDINS !== 'off';
}

/** True for an address of this machine only. */
export function isLoopback(url: string): boolean {
  const host = parseUrl(url)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Everything that is missing, half given, or not fit for production. */
export function requirementProblems(env: EnvDto): ConfigProblem[] {
  return [
    ...missing(env),
    ...placeholders(env),
    ...halfGiven(env),
    ...strangersWithStandinModel(env),
  ];
}

function missing(env: EnvDto): ConfigProblem[] {
  const why = env.NODE_ENV === 'production' ? 'is missing, and production needs it' : 'is missing';
  const names: (keyof EnvDto)[] = [...ALWAYS];
  if (!standinsAllowed(env)) names.push(...WITHOUT_STANDINS);
  if (env.NODE_ENV === 'production') names.push(...IN_PRODUCTION);
  return names.filter((name) => env[name] === undefined).map((name) => ({ name, problem: why }));
}

function placeholders(env: EnvDto): ConfigProblem[] {
  if (env.NODE_ENV !== 'production') return [];
  const problem = 'is an example or can be guessed; make one with: openssl rand -hex 32';
  return ALWAYS.filter((name) => isGuessable(name, env[name])).map((name) => ({ name, problem }));
}

function isGuessable(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  const example = envVariables().find((variable) => variable.name === name)?.example ?? '';
  const fewLetters = new Set(value).size < 8;
  return (
    fewLetters ||
    value.includes(example) ||
    /change.?me|example|your.?(jwt|secret)|super.?secret|default/i.test(value)
  );
}

/** A key that is missing while its server is a real one: the stand-in's key would be sent to strangers. */
function halfGiven(env: EnvDto): ConfigProblem[] {
  if (!standinsAllowed(env)) return [];
  const problems: ConfigProblem[] = [];
  const needs = (
    name: keyof EnvDto,
    url: 'ETSY_API_URL' | 'ETSY_OAUTH_URL' | 'ANTHROPIC_BASE_URL',
  ): void => {
    const address = env[url];
    if (env[name] !== undefined || address === undefined || isLoopback(address)) return;
    problems.push({ name, problem: `is missing while ${url} points beyond this machine` });
  };
  needs('ETSY_API_KEY', 'ETSY_API_URL');
  needs('ETSY_API_KEY', 'ETSY_OAUTH_URL');
  needs('ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL');
  if (env.ETSY_API_KEY !== undefined && env.ETSY_SHARED_SECRET === undefined) {
    problems.push({ name: 'ETSY_SHARED_SECRET', problem: 'is missing while ETSY_API_KEY is set' });
  }
  return problems;
}

/** Stand-ins never answer real people: with a stand-in model every channel must stay on this machine. */
function strangersWithStandinModel(env: EnvDto): ConfigProblem[] {
  if (!standinsAllowed(env) || env.ANTHROPIC_API_KEY !== undefined) return [];
  const refuse = (name: string): ConfigProblem => ({
    name,
    problem: 'reaches real people while the model is a stand-in; set ANTHROPIC_API_KEY',
  });
  const problems: ConfigProblem[] = [];
  if (env.TELEGRAM_API_URL !== undefined && !isLoopback(env.TELEGRAM_API_URL)) {
    problems.push(refuse('TELEGRAM_API_URL'));
  } else if (env.TELEGRAM_BOT_TOKEN !== undefined && env.TELEGRAM_API_URL === undefined) {
    problems.push(refuse('TELEGRAM_BOT_TOKEN'));
  }
  if (env.WHATSAPP_WS_URL !== undefined && !isLoopback(env.WHATSAPP_WS_URL)) {
    problems.push(refuse('WHATSAPP_WS_URL'));
  }
  return problems;
}
