import { Module } from '@nestjs/common';
import { AuthModule } from '#features/auth';
import { HttpModule } from '../http/http.module.js';
import { AuthController } from './auth.controller.js';

/** POST /auth/register, /auth/login, /auth/logout, GET /auth/me. */
@Module({ imports: [AuthModule, HttpModule], controllers: [AuthController] })
export class AuthApiModule {}
