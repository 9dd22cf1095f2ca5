/** One call of the Bot API, for tests. */
export interface RecordedCall {
  botId: number;
  method: string;
  params: Readonly<Record<string, unknown>>;
  /** HTTP status of the answer; 0 when the connection was dropped. */
  status: number;
  atMs: number;
}
