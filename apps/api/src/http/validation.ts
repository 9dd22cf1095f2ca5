/** Parsing of bodies, queries and path parameters at the border: DTO classes, unknown fields refused. */
import { type ValidationError, ValidationPipe } from '@nestjs/common';
import type { AppError } from '#platform/errors';
import { invalidRequest } from './http.errors.js';

const UNKNOWN_FIELD = 'whitelistValidation';

/** The pipe of every route. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors): AppError => invalidRequest(fieldsOf(errors)),
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
