/** Reads the API's streams as a client would. */

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
  const events: StreamedEvent[] = [];
  try {
    const stream = await openEvents(`${apiUrl}/agents/me/events/stream`, token, {
      signal: abort.signal,
      ...(wanted.lastEventId === undefined ? {} : { lastEventId: wanted.lastEventId }),
    });
    await whenOpen();
    for await (const event of stream) {
      events.push(event);
      if (event.type === wanted.untilType || event.id === wanted.untilId) break;
    }
    return events;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** Resolves with the events of a stream once it is open; they end with its signal. */
export async function openEvents(
  url: string,
  token: string,
  o: { signal: AbortSignal; lastEventId?: string },
): Promise<AsyncGenerator<StreamedEvent>> {
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(o.lastEventId === undefined ? {} : { 'last-event-id': o.lastEventId }),
    },
    signal: o.signal,
  });
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
  return eventsIn(response.body.pipeThrough(new TextDecoderStream()));
}

async function* eventsIn(chunks: AsyncIterable<string>): AsyncGenerator<StreamedEvent> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks.flatMap(parseBlock);
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
