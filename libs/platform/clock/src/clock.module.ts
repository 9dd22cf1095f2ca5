import { Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';

/** Provides Clock as the machine's clock; tests override it. */
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
