/** A mail server for tests: takes every mail that is handed in over SMTP and keeps it, in a few lines of the protocol. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { eventually } from '../eventually.js';

/** A mail as it came in. */
export interface ReceivedMail {
  to: string;
  subject: string;
  text: string;
}

/** Keeps what it is sent. */
export class Mailbox {
  readonly mails: ReceivedMail[] = [];
  /** Whoever wants to hand in a mail waits for it. */
  opening: Promise<void> = Promise.resolve();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Mailbox> {
    const server = createServer();
    const mailbox = new Mailbox(server);
    server.on('connection', (socket) => mailbox.serve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return mailbox;
  }

  /** For SMTP_URL. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mailbox is closed');
    return `smtp://127.0.0.1:${address.port}`;
  }

  /** The newest mail to somebody whose text or subject matches; waits for it. */
  async mailTo(to: string, about: RegExp): Promise<ReceivedMail> {
    return eventually(`a mail to ${to} about ${about.source}`, () =>
      this.mails.findLast(
        (mail) => mail.to === to && (about.test(mail.subject) || about.test(mail.text)),
      ),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let to = '';
    let pending = '';
    let data: string | null = null;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    void this.opening.then(() => say('220 test'));
    socket.on('data', (chunk) => {
      pending += chunk.toString('utf8');
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (data !== null && line !== '.') data += `${line}\r\n`;
        else if (data !== null) {
          this.mails.push(parse(to, data));
          data = null;
          say('250 taken');
        } else if (line === 'DATA') {
          data = '';
          say('354 go on');
        } else if (line === 'QUIT') {
          say('221 bye');
          socket.end();
        } else {
          to = /^RCPT TO:<(.+)>/i.exec(line)?.[1] ?? to;
          say('250 fine');
        }
      }
    });
  }
}

function parse(to: string, raw: string): ReceivedMail {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const subject = /^Subject: (.*)$/im.exec(head)?.[1] ?? '';
  const text = body.join('\r\n\r\n');
  const isQuoted = /^Content-Transfer-Encoding: quoted-printable/im.test(head);
  return { to, subject, text: isQuoted ? unquote(text) : text };
}

function unquote(text: string): string {
  const whole = text.replaceAll('=\r\n', '');
  return whole.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
