/** The machine or its servers are not as this process needs them; the message says what to change, and stands alone in the log. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
