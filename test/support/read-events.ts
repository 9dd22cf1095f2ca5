/** Reads GET /agents/me/events/stream as a client would. */

export interface StreamedEvent {
  id: string | null;
  type: string;
  data: string;
}

/**
 * Opens the stream, does something once it is open, and reads until a wanted event has come.
 *
 * @throws after 60 s without it
 */
export async function readEvents(
  apiUrl: string,
  token: string,
  wanted: { untilType?: string; untilId?: string; lastEventId?: string },
  whenOpen: () => Promise<void> = () => Promise.resolve(),
): Promise<StreamedEvent[]> {
  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(new Error(`no ${JSON.stringify(wanted)} on the stream`)),
    60_000,
  );
  const response = await fetch(`${apiUrl}/agents/me/events/stream`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(wanted.lastEventId === undefined ? {} : { 'last-event-id': wanted.lastEventId }),
    },
    signal: abort.signal,
  });
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
  const events: StreamedEvent[] = [];
  let text = '';
  try {
    await whenOpen();
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      events.push(...blocks.flatMap(parseBlock));
      if (events.some((event) => event.type === wanted.untilType || event.id === wanted.untilId)) {
        break;
      }
    }
    return events;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function parseBlock(block: string): StreamedEvent[] {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line): [string, string] => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), line.slice(at + 2)];
      }),
  );
  const type = fields.get('event');
  return type ? [{ id: fields.get('id') ?? null, type, data: fields.get('data') ?? '' }] : [];
}
