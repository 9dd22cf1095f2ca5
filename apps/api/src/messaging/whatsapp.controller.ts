import { Body, Controller, Get, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { toBuffer } from 'qrcode';
import { AgentsService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { type Channel, WhatsappLinkService } from '#features/messaging';
import { AppError } from '#platform/errors';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { LinksChannel } from '../access/proven-address.guard.js';
import { presentView } from './present-channel.js';
import { ConnectWhatsappDto, WhatsappConnectDto, WhatsappQrDto } from './whatsapp.dto.js';

const QR_PIXELS = 400;

/** Linking a WhatsApp number. */
@ApiTags('Messaging')
@Controller('messaging')
export class WhatsappController {
  constructor(
    private readonly agents: AgentsService,
    private readonly whatsapp: WhatsappLinkService,
  ) {}

  /** Starts linking a phone. The code comes by GET …/qr and by the channel's stream, usually within a second. */
  @LinksChannel('whatsapp')
  @Post('whatsapp/connect')
  @HttpCode(200)
  async connect(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ConnectWhatsappDto,
  ): Promise<WhatsappConnectDto> {
    const agent = await this.agents.get(seller.sellerId);
    const channel = await this.whatsapp.connect(
      { sellerId: seller.sellerId, agentId: agent.id },
      wishOf(body),
    );
    return { channelId: channel.id, status: channel.status, message: messageOf(channel, body) };
  }

  /** What the phone has to see, and how far it is. 404 `messaging.channel_not_found`. */
  @Get('whatsapp/:id/qr')
  @Header('Cache-Control', 'no-store')
  async qr(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<WhatsappQrDto> {
    return presentView(await this.whatsapp.view(seller.sellerId, id));
  }

  /** The code as a picture. 404 `messaging.no_qr` while there is none to scan. */
  @Get('whatsapp/:id/qr.png')
  @AnswersWith('image/png')
  async qrPicture(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { pairing } = await this.whatsapp.view(seller.sellerId, id);
    if (!pairing?.qr) throw noQr();
    const png = await toBuffer(pairing.qr, { width: QR_PIXELS, margin: 4 });
    await reply.header('cache-control', 'no-store').type('image/png').send(png);
  }

  /** Stops a pairing that is under way. */
  @Post('channels/:id/cancel')
  @HttpCode(200)
  async cancel(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<WhatsappQrDto> {
    return presentView(await this.whatsapp.cancel(seller.sellerId, id));
  }

  /** Connects again: with the old link where there is one, else by a new code. */
  @Post('channels/:id/reconnect')
  @HttpCode(200)
  async reconnect(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<WhatsappQrDto> {
    return presentView(await this.whatsapp.reconnect(seller.sellerId, id));
  }
}

function wishOf(body: ConnectWhatsappDto): { method: 'qr' } | { method: 'code'; phone: string } {
  if (body.method !== 'code') return { method: 'qr' };
  if (body.phone) return { method: 'code', phone: body.phone.replace('+', '') };
  throw new AppError({
    kind: 'invalid',
    code: 'messaging.phone_needed',
    message: 'A pairing code is made for one phone: send its number as {"phone": "+49…"}.',
  });
}

function messageOf(channel: Channel, body: ConnectWhatsappDto): string {
  if (channel.status === 'connected') return 'WhatsApp is connected.';
  return body.method === 'code'
    ? 'WhatsApp connection initiated. The pairing code will be available shortly.'
    : 'WhatsApp connection initiated. QR code will be available shortly.';
}

function noQr(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'messaging.no_qr',
    message: 'There is no QR code to scan at this moment. Ask GET …/qr how far the pairing is.',
  });
}
