import { expect, it } from 'vitest';
import { socketLogger } from './socket-logger.js';

it('passes the words of warnings, without the objects and without numbers', () => {
  const lines: string[] = [];
  const logger = socketLogger((level, line) => lines.push(`${level}: ${line}`));
  const secret = { privKey: 'SECRET', text: 'from somebody' };
  logger.trace(secret, 'trace');
  logger.debug(secret, 'debug');
  logger.info(secret, 'info');
  logger.child(secret).warn(secret, 'mapping of 4915112345678@s.whatsapp.net, try 3');
  logger.error('plain words');
  logger.error(secret);
  expect(lines).toEqual([
    'warn: mapping of #@s.whatsapp.net, try 3',
    'error: plain words',
    'error: no message',
  ]);
});
