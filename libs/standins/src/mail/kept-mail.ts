/** A mail as the stand-in keeps it, and how one comes in. */
import { z } from 'zod';

/** What the mailer hands over. */
export const mailSchema = z.object({
  to: z.string().min(3),
  subject: z.string(),
  text: z.string(),
});

/** The state file. */
export const keptSchema = z.object({ mails: z.array(mailSchema.extend({ at: z.string() })) });

/** A mail as it came in; `at` is ISO. */
export type KeptMail = z.infer<typeof keptSchema>['mails'][number];
