import { describe, expect, it } from 'vitest';
import { proto } from '../baileys.js';
import { messageContent, resentMessages } from './message-content.js';

/** As it comes off the line: only what is set is there. */
const message = (fields: proto.IMessage): proto.IMessage =>
  proto.Message.decode(proto.Message.encode(fields).finish());

describe('messageContent', () => {
  it.each<[string, proto.IMessage, string | null]>([
    ['plain text', { conversation: 'hi' }, 'hi'],
    ['text with a context', { extendedTextMessage: { text: 'hi' } }, 'hi'],
    ['a vanishing message', { ephemeralMessage: { message: { conversation: 'hi' } } }, 'hi'],
    ['a tap on a button', { buttonsResponseMessage: { selectedDisplayText: 'Yes' } }, 'Yes'],
    ['a choice from a list', { listResponseMessage: { title: 'Size M' } }, 'Size M'],
  ])('reads %s as text', (_, fields, text) => {
    expect(messageContent(message(fields))).toEqual({
      kind: 'text',
      text,
      edits: null,
      quotes: null,
      media: null,
    });
  });

  it.each<[string, proto.IMessage, string | null]>([
    ['a video with its caption', { videoMessage: { caption: 'look' } }, 'look'],
    ['a document', { documentMessage: { fileName: 'a.pdf' } }, null],
    ['a sticker', { stickerMessage: {} }, null],
    ['a place', { locationMessage: { degreesLatitude: 1 } }, null],
  ])('takes %s for something else', (_, fields, text) => {
    expect(messageContent(message(fields))).toMatchObject({ kind: 'other', text });
  });

  it.each<[string, proto.IMessage]>([
    ['a text', { extendedTextMessage: { text: 'this one?' } }],
    ['a picture', { imageMessage: { caption: 'like this?' } }],
    ['a recording', { audioMessage: {} }],
  ])('tells what %s answers to', (_, fields) => {
    const [part] = Object.values(fields);
    const quotedMessage = { ephemeralMessage: { message: { conversation: 'Blue Mug, $28' } } };
    Object.assign(part, { contextInfo: { stanzaId: 'A1', quotedMessage } });
    expect(messageContent(message(fields))?.quotes).toBe('Blue Mug, $28');
  });

  it('says how to fetch a picture', () => {
    const imageMessage = {
      caption: 'this',
      mimetype: 'image/png',
      directPath: '/v/1',
      mediaKey: Buffer.from('key'),
      fileLength: 2_000,
    };
    expect(messageContent(message({ imageMessage }))).toEqual({
      kind: 'image',
      text: 'this',
      edits: null,
      quotes: null,
      media: {
        type: 'image',
        mimeType: 'image/png',
        sizeBytes: 2_000,
        directPath: '/v/1',
        mediaKey: Buffer.from('key').toString('base64'),
      },
    });
  });

  it.each<[string, proto.IMessage]>([
    ['a reaction', { reactionMessage: { text: '👍' } }],
    ['a vote', { pollUpdateMessage: {} }],
    ['the head of an album', { albumMessage: { expectedImageCount: 3 } }],
    ['a revocation', { protocolMessage: { type: 0, key: { id: 'X' } } }],
    ['keys of a group', { senderKeyDistributionMessage: { groupId: 'g' } }],
    ['nothing', {}],
  ])('takes %s for no message', (_, fields) => {
    expect(messageContent(message(fields))).toBeNull();
  });
});

describe('resentMessages', () => {
  it('unpacks what the phone read for this device', () => {
    const info = { key: { id: 'A1', remoteJid: '1@lid' }, message: { conversation: 'from an ad' } };
    const webMessageInfoBytes = proto.WebMessageInfo.encode(info).finish();
    const answer = {
      protocolMessage: {
        peerDataOperationRequestResponseMessage: {
          peerDataOperationResult: [
            { placeholderMessageResendResponse: { webMessageInfoBytes } },
            { mediaUploadResult: 0 },
          ],
        },
      },
    };
    expect(resentMessages(message(answer))).toMatchObject([info]);
    expect(resentMessages(message({ conversation: 'hi' }))).toEqual([]);
  });
});
