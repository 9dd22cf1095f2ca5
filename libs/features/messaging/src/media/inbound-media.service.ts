/**
 * Makes what buyers sent besides text readable for a model: pictures as bytes, recordings as text. Fetched when the
 * message is about to be answered, checked by size and by their first bytes, kept for a time. What cannot be had is
 * `unseen`: the agent says so and asks for text.
 */
import { Injectable, Logger } from '@nestjs/common';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import type { OpenChannel } from '../channels/channel-driver.js';
import { ChannelsService } from '../channels/channels.service.js';
import { OutboxService } from '../deliveries/outbox.service.js';
import type { InboxMedium } from '../inbox/inbox-message.entity.js';
import type { WaitingMessage } from '../inbox/inbox.repository.js';
import { InboxMediaRepository } from './inbox-media.repository.js';
import { audioTypeOf, imageTypeOf, type ImageType } from './sniff-type.js';
import { TranscriberService } from './transcriber.service.js';

/** The Messages API takes pictures of up to 5 MB. */
const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
const MAX_VOICE_BYTES = 10 * 1024 * 1024;
/** More pictures than this in one turn cost more than they tell. */
const MAX_IMAGES_PER_TURN = 6;

/** One thing of a message besides its text, as a turn uses it. */
export type ReadableMedium =
  | { kind: 'image'; mimeType: ImageType; base64: string }
  | { kind: 'voice'; transcript: string }
  | { kind: 'unseen'; what: InboxMedium['kind'] };

interface Whose {
  sellerId: Id<'sel'>;
  inboxId: Id<'inb'>;
  position: number;
}

@Injectable()
export class InboundMediaService {
  private readonly logger = new Logger(InboundMediaService.name);

  constructor(
    private readonly channels: ChannelsService,
    private readonly outbox: OutboxService,
    private readonly media: InboxMediaRepository,
    private readonly transcriber: TranscriberService,
  ) {}

  /** By message, in the order of its media. Never throws: what fails is `unseen`. */
  async read(
    conversation: { sellerId: Id<'sel'>; channelId: Id<'chn'> | null },
    messages: WaitingMessage[],
  ): Promise<Map<Id<'inb'>, ReadableMedium[]>> {
    const readable = new Map<Id<'inb'>, ReadableMedium[]>();
    const withMedia = messages.filter((message) => (message.payload.media ?? []).length > 0);
    if (withMedia.length === 0 || !conversation.channelId) return readable;
    const channel = await this.channels.open(conversation.channelId);
    let images = 0;
    for (const message of withMedia) {
      const read: ReadableMedium[] = [];
      for (const [position, medium] of (message.payload.media ?? []).entries()) {
        const whose = { sellerId: conversation.sellerId, inboxId: message.id, position };
        const one =
          images < MAX_IMAGES_PER_TURN
            ? await this.readOne(channel, whose, medium)
            : unseen(medium);
        if (one.kind === 'image') images += 1;
        read.push(one);
      }
      readable.set(message.id, read);
    }
    return readable;
  }

  private async readOne(
    channel: OpenChannel | null,
    whose: Whose,
    medium: InboxMedium,
  ): Promise<ReadableMedium> {
    if (medium.kind === 'other') return unseen(medium);
    if (medium.transcript) return { kind: 'voice', transcript: medium.transcript };
    try {
      const content =
        (await this.media.findOfMessage(whose.inboxId, whose.position))?.content ??
        (await this.fetch(channel, medium));
      if (!content) return unseen(medium);
      return medium.kind === 'image'
        ? await this.image(whose, medium, content)
        : await this.voice(whose, medium, content);
    } catch (error) {
      const about = { inboxId: whose.inboxId, code: toAppError(error).code };
      this.logger.warn(about, 'a file of a message could not be fetched');
      return unseen(medium);
    }
  }

  private async fetch(channel: OpenChannel | null, medium: InboxMedium): Promise<Buffer | null> {
    if (!channel || !medium.note) return null;
    const maxBytes = medium.kind === 'image' ? MAX_IMAGE_BYTES : MAX_VOICE_BYTES;
    const driver = this.outbox.driverOf(channel.platform);
    return (await driver.fetchMedia?.(channel, medium.note, maxBytes)) ?? null;
  }

  private async image(whose: Whose, medium: InboxMedium, content: Buffer): Promise<ReadableMedium> {
    const mimeType = imageTypeOf(content);
    if (!mimeType) return unseen(medium);
    await this.media.keep(whose, { kind: 'image', mimeType, content }, medium);
    return { kind: 'image', mimeType, base64: content.toString('base64') };
  }

  private async voice(whose: Whose, medium: InboxMedium, content: Buffer): Promise<ReadableMedium> {
    const mimeType = audioTypeOf(content);
    if (!mimeType) return unseen(medium);
    const transcript = await this.transcriber.transcribe(content, mimeType);
    const heard = transcript === null ? medium : { ...medium, transcript };
    await this.media.keep(whose, { kind: 'voice', mimeType, content }, heard);
    return transcript === null ? unseen(medium) : { kind: 'voice', transcript };
  }
}

function unseen(medium: InboxMedium): ReadableMedium {
  return { kind: 'unseen', what: medium.kind };
}
