import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AppConfig } from '#platform/config';
import { WithoutDatabase } from '../database/database.guard.js';
import { Public } from '../access/public.decorator.js';
import { MetaDto } from './meta.dto.js';

/** What anybody who opens the dashboard must know about this server. */
@ApiTags('Health')
@Public()
@WithoutDatabase()
@Controller('meta')
export class MetaController {
  constructor(private readonly config: AppConfig) {}

  /** Which outside systems are played by stand-ins here, so that the pages can label them. */
  @Get()
  meta(): MetaDto {
    const { etsy, model, telegram, whatsapp, standins, smtpUrl } = this.config;
    return {
      standins: {
        etsy: etsy.standin,
        model: model.standin,
        telegram: telegram.standin,
        whatsapp: whatsapp.standin,
        mail: standins.enabled && smtpUrl === null,
      },
      standinsUrl: standins.enabled ? standins.url : null,
    };
  }
}
