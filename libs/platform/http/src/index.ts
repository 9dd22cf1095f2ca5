export { fetchJson } from './fetch-json.js';
export { HttpAnswer, HttpClient, type HttpRequest } from './http-client.js';
export { HttpFailure, type HttpFailureReason } from './http-failure.js';
