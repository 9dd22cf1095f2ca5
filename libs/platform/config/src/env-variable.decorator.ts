/**
 * Marks a property of EnvDto as an environment variable and keeps what a person must know about it: one sentence,
 * an example, the default in words. `.env.example` and the error messages are written from this.
 */
import { applyDecorators } from '@nestjs/common';
import { IsOptional, ValidateBy } from 'class-validator';

/** What is known of one variable. */
export interface EnvVariableInfo {
  name: string;
  /** The heading it stands under in `.env.example`. */
  group: string;
  /** One sentence. */
  sentence: string;
  /** A value that would be accepted in its form; never a usable secret. */
  example: string;
  /** What holds when it is not set: a value, or words; null when it must be set. */
  fallback: string | null;
}

const variables = new Map<string, EnvVariableInfo>();

/** Declares a variable; it is optional for the validators (what must be set is decided by rules across variables). */
export function EnvVariable(info: Omit<EnvVariableInfo, 'name'>): PropertyDecorator {
  const remember: PropertyDecorator = (_target, property) => {
    const name = String(property);
    variables.set(name, { name, ...info });
  };
  return applyDecorators(remember, IsOptional());
}

/** All declared variables in the order of declaration. */
export function envVariables(): readonly EnvVariableInfo[] {
  return [...variables.values()];
}

/** A validator of one text value by a predicate. */
export function Check(problem: string, holds: (value: string) => boolean): PropertyDecorator {
  return ValidateBy(
    {
      name: problem,
      validator: { validate: (value) => typeof value === 'string' && holds(value) },
    },
    { message: problem },
  );
}

/** The URL of a text, or null when it is none. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Accepts absolute URLs of the given protocols (`https:`). */
export function UrlOf(...protocols: string[]): PropertyDecorator {
  return Check(
    `must be an absolute URL starting with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    (text) => {
      const url = parseUrl(text);
      return url !== null && protocols.includes(url.protocol);
    },
  );
}

/** Accepts whole numbers of a range. */
export function IntegerOf(min: number, max: number): PropertyDecorator {
  return Check(`must be a whole number from ${min} to ${max}`, (text) => {
    return /^\d{1,12}$/.test(text) && Number(text) >= min && Number(text) <= max;
  });
}

/** Accepts one of a few words. */
export function OneOf(...words: string[]): PropertyDecorator {
  return Check(`must be one of: ${words.join(', ')}`, (text) => words.includes(text));
}
