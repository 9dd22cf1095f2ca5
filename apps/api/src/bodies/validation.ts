/** Parsing of bodies, queries and path parameters at the border: DTO classes, unknown fields refused. */
import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { unstorableText } from '#platform/database';
import type { AppError } from '#platform/errors';
import { invalidRequest, tooManyValues } from '../http/http.errors.js';
import { shapeFault } from './plain-shape.js';

const UNKNOWN_FIELD = 'whitelistValidation';
const FIELDS_TOLD_MAX = 30;

/** Looks at the mere shape first. What no class describes (`unknown`) is its handler's to parse, and is left alone. */
class HousePipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!this.toValidate(metadata)) return super.transform(value, metadata);
    const fault = shapeFault(value);
    if (fault === 'too_many_values') throw tooManyValues();
    if (fault === 'unstorable_text') throw unstorableText();
    return super.transform(metadata.type === 'query' ? withoutEmpty(value) : value, metadata);
  }
}

/** `?state=` asks for nothing in particular, as a form does whose field was left empty: it is no filter. */
function withoutEmpty(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** The pipe of every route. */
export function validationPipe(): ValidationPipe {
  return new HousePipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors): AppError =>
      invalidRequest(fieldsOf(errors.slice(0, FIELDS_TOLD_MAX))),
  });
}

/** What is wrong, by the path of the field: `{ "items.0.price": ["must be a number"] }`. */
export function fieldsOf(errors: ValidationError[], prefix = ''): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const error of errors) {
    const path = `${prefix}${error.property}`;
    const messages = messagesOf(error);
    if (messages.length > 0) fields[path] = messages;
    Object.assign(fields, fieldsOf(error.children ?? [], `${path}.`));
  }
  return fields;
}

function messagesOf(error: ValidationError): string[] {
  const constraints = Object.entries(error.constraints ?? {});
  return constraints.map(([rule, message]) => {
    if (rule === UNKNOWN_FIELD) return 'is not a known field';
    // class-validator begins its sentences with the property's name; here the name is the key.
    const start = `${error.property} `;
    return message.startsWith(start) ? message.slice(start.length) : message;
  });
}
