import { ApiOkResponse } from '@nestjs/swagger';

/** Says in the OpenAPI document what a route answers that sends no object of ours: a file, or a stream. */
export function AnswersWith(...mimeTypes: string[]): MethodDecorator {
  const entries = mimeTypes.map((type) => [type, { schema: schemaOf(type) }]);
  return ApiOkResponse({ content: Object.fromEntries(entries) });
}

function schemaOf(mimeType: string): { type: 'object' | 'string'; format?: 'binary' } {
  if (mimeType === 'application/json') return { type: 'object' };
  return mimeType.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}
