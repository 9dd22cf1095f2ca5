import { AppError } from '#platform/errors';

/** It becomes part of an index, whose entries have a limit. */
const CHARS_MAX = 200;

/** The header `webhook-id`, empty when it is missing (no signature fits that). @throws AppError `request.bad_webhook_id` */
export function parseWebhookId(id: string | undefined): string {
  if ((id ?? '').length <= CHARS_MAX) return id ?? '';
  throw new AppError({
    kind: 'invalid',
    code: 'request.bad_webhook_id',
    message: `webhook-id must have ${CHARS_MAX} characters at most, for example a UUID.`,
  });
}
