/**
 * Stands in for a mail server: keeps what the mailer hands over (`POST /mail/messages`) and shows it on a page (`/mail`),
 * so that links of mails can be opened by hand. Nothing ever leaves the machine.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { JsonState } from '../json-state.js';
import { type KeptMail, keptSchema, mailSchema } from './kept-mail.js';
import { mailPage } from './mail-page.js';

const KEPT = 100;

const querySchema = z.object({ to: z.string().optional() });

/** How it is set up. */
export interface MailStandinOptions {
  /** Where mails survive a restart; null or absent: memory only. */
  stateFile?: string | null;
}

export class MailStandin {
  private readonly state: JsonState<z.infer<typeof keptSchema>>;

  constructor(options: MailStandinOptions = {}) {
    this.state = new JsonState(options.stateFile ?? null, { mails: [] }, (raw) =>
      keptSchema.parse(raw),
    );
  }

  /** Newest first; all, or those to one address. */
  mails(to?: string): KeptMail[] {
    const isWanted = (mail: KeptMail): boolean => !to || mail.to === to.toLowerCase();
    return this.state.value.mails.filter(isWanted).toReversed();
  }

  /** Mounts `/mail` and `/mail/messages`. */
  async register(app: FastifyInstance): Promise<void> {
    app.addHook('onClose', async () => this.state.flush());
    await app.register(async (scope) => this.mount(scope), { prefix: '/mail' });
  }

  private mount(scope: FastifyInstance): void {
    scope.get('/', async (request, reply) => {
      const { to } = querySchema.parse(request.query);
      return sendPage(reply, mailPage(this.mails(to), to ?? null));
    });
    scope.get('/messages', async (request) => ({
      mails: this.mails(querySchema.parse(request.query).to),
    }));
    scope.post('/messages', async (request, reply) => {
      const mail = mailSchema.safeParse(request.body);
      if (!mail.success) return reply.code(400).send({ error: z.prettifyError(mail.error) });
      this.keep({ ...mail.data, to: mail.data.to.toLowerCase(), at: new Date().toISOString() });
      return { taken: true };
    });
  }

  private keep(mail: KeptMail): void {
    const { value } = this.state;
    value.mails = [...value.mails, mail].slice(-KEPT);
    this.state.save();
  }
}

function sendPage(reply: FastifyReply, body: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    })
    .send(body);
}
