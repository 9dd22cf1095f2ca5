/** What the stand-ins' front door shows of the model's stand-in. */
export { AnthropicStandin, type AnthropicStandinOptions } from './anthropic.standin.js';
export { callTool, say } from './model-reply.schemas.js';
export type { Failure, MessageReply, ModelReply, ReplyBlock } from './model-reply.schemas.js';
export type { MessagesRequest } from './messages.schemas.js';
export type { AnthropicMode, ReplyScript, RequestMatch } from './reply-director.js';
export type { RecordedRequest, RequestHook } from './request-log.js';
