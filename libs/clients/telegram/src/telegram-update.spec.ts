import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTelegramUpdate } from './telegram-update.schemas.js';

const chat = { id: 42, type: 'private', first_name: 'Mia' };
const from = { id: 42, is_bot: false, first_name: 'Mia', last_name: 'Lund', language_code: 'sv' };
const envelope = { message_id: 7, date: 1_700_000_000, chat, from };
const message = (content: object): unknown => ({
  update_id: 9,
  message: { ...envelope, ...content },
});

describe('parseTelegramUpdate', () => {
  it('reads a text with who wrote it, where and when', () => {
    expect(parseTelegramUpdate(message({ text: 'Is it in stock?' }))).toEqual({
      kind: 'message',
      updateId: 9,
      chatId: '42',
      messageId: 7,
      text: 'Is it in stock?',
      from: { id: '42', name: 'Mia Lund', languageCode: 'sv' },
      date: new Date(1_700_000_000_000),
    });
  });

  it('tells what it answers to: the marked part, else the whole', () => {
    const quotesOf = (content: object): unknown =>
      Reflect.get(parseTelegramUpdate(message({ text: 'this one?', ...content })) ?? {}, 'quotes');
    const reply_to_message = { ...envelope, text: 'Blue Mug, $28. Red Mug, $30.' };
    expect(quotesOf({ reply_to_message })).toBe('Blue Mug, $28. Red Mug, $30.');
    expect(quotesOf({ reply_to_message, quote: { text: 'Red Mug', position: 15 } })).toBe(
      'Red Mug',
    );
    expect(quotesOf({ reply_to_message: { ...envelope, caption: 'below a picture' } })).toBe(
      'below a picture',
    );
    expect(quotesOf({ reply_to_message: { ...envelope, text: 7 } })).toBeUndefined();
    expect(quotesOf({})).toBeUndefined();
  });

  it('marks an edited message, and says when it was changed', () => {
    const edited_message = { ...envelope, text: 'two', edit_date: 1_700_100_000 };
    expect(parseTelegramUpdate({ update_id: 9, edited_message })).toMatchObject({
      kind: 'message',
      text: 'two',
      edited: true,
      date: new Date(1_700_100_000_000),
    });
  });

  it('takes the largest picture and its caption', () => {
    const photo = [
      { file_id: 'small', file_size: 10 },
      { file_id: 'large', file_size: 99 },
    ];
    expect(parseTelegramUpdate(message({ photo, caption: 'this one?' }))).toMatchObject({
      text: 'this one?',
      photo: { fileId: 'large', fileBytes: 99, mimeType: 'image/jpeg' },
    });
  });

  it('takes a picture that was sent as a file', () => {
    const document = { file_id: 'doc', mime_type: 'image/png' };
    expect(parseTelegramUpdate(message({ document }))).toMatchObject({
      photo: { fileId: 'doc', fileBytes: null, mimeType: 'image/png' },
    });
  });

  it('reads a voice note', () => {
    const voice = { file_id: 'v', duration: 3, mime_type: 'audio/ogg', file_size: 500 };
    expect(parseTelegramUpdate(message({ voice }))).toMatchObject({
      voice: { fileId: 'v', fileBytes: 500, mimeType: 'audio/ogg', durationSeconds: 3 },
    });
  });

  it('names what it cannot read', () => {
    expect(parseTelegramUpdate(message({ sticker: { file_id: 's' } }))).toMatchObject({
      kind: 'message',
      unsupported: 'sticker',
    });
    const clip = { media_group_id: '1', forward_date: 1, video: {}, caption: 'Can you make it?' };
    expect(parseTelegramUpdate(message(clip))).toMatchObject({
      text: 'Can you make it?',
      unsupported: 'video',
    });
  });

  it.each(['pinned_message', 'chat_background_set', 'message_auto_delete_timer_changed'])(
    'takes %s for no message',
    (part) => {
      expect(parseTelegramUpdate(message({ [part]: {} }))).toEqual({
        kind: 'other',
        updateId: 9,
        type: 'message',
      });
    },
  );

  it.each([
    ['kicked', 'blocked'],
    ['member', 'unblocked'],
  ])('reads a membership of %s as %s', (status, kind) => {
    const my_chat_member = { chat, from, date: 1, new_chat_member: { status, user: from } };
    expect(parseTelegramUpdate({ update_id: 3, my_chat_member })).toEqual({
      kind,
      updateId: 3,
      chatId: '42',
      date: new Date(1000),
    });
  });

  it('does nothing with groups, but keeps the update id', () => {
    const group = { id: -100, type: 'supergroup', title: 'Crafts' };
    const update = { update_id: 5, message: { ...envelope, chat: group, text: 'hi' } };
    expect(parseTelegramUpdate(update)).toEqual({ kind: 'other', updateId: 5, type: 'message' });
  });

  it('never throws, and keeps the update id of what it does not know', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.jsonValue(),
        fc.string({ minLength: 1 }),
        (update_id, value, key) => {
          fc.pre(key !== 'update_id');
          expect(parseTelegramUpdate({ [key]: value, update_id })).toMatchObject({
            updateId: update_id,
          });
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseTelegramUpdate(value)).not.toThrow();
      }),
    );
  });
});
