import type { PairingView } from '../../api/contract.js';
import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useChange, useRead } from '../../api/use-api.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Button, Loading, Note, Problem } from '../../ui/parts.js';

const TROUBLE: Record<string, string> = {
  logged_out: 'The phone has unlinked this. Begin again to link it anew.',
  conflict: 'Another program uses this link. Close it there, then begin again.',
  restricted: 'WhatsApp has restricted this number for now.',
  outdated: 'WhatsApp wants a newer version of IFA.',
};

/** Follows the pairing by the channel's own stream; every event makes the view fresh. */
function usePairing(id: string): PairingView | undefined {
  const client = useQueryClient();
  const path = `/messaging/whatsapp/${id}/qr`;
  useEffect(() => {
    const source = new EventSource(`/messaging/channels/${id}/stream`);
    source.addEventListener('channel', () => void client.invalidateQueries({ queryKey: [path] }));
    return () => source.close();
  }, [client, id, path]);
  return useRead<PairingView>(path, { everyMs: 4_000 }).data;
}

/** The code to scan or to type, always the newest, until the phone is linked. */
export function Pairing({ id, onEnd }: { id: string; onEnd: () => void }) {
  const view = usePairing(id);
  const cancel = useChange(['/messaging']);
  const client = useQueryClient();
  const isLinked = view?.status === 'connected';
  useEffect(() => {
    if (isLinked) void client.invalidateQueries({ queryKey: ['/dashboard/overview'] });
  }, [client, isLinked]);
  if (!view) return <Loading what="the code" />;
  if (isLinked) {
    return (
      <>
        <Note tone="good">Linked. Buyers who write to this number are answered now.</Note>
        <Button onClick={onEnd}>Done</Button>
      </>
    );
  }
  const trouble = TROUBLE[view.state];
  const isOver = view.status === 'disconnected';
  return (
    <div className="pairing">
      {trouble && <Note tone="warn">{trouble}</Note>}
      {!trouble && !isOver && <PairingCode id={id} view={view} />}
      {view.lastError && <p className="hint">{view.lastError}</p>}
      <Problem error={cancel.error} />
      <Button
        onClick={() =>
          cancel.mutate(
            { method: 'POST', path: `/messaging/channels/${id}/cancel` },
            { onSettled: onEnd },
          )
        }
      >
        {isOver ? 'Begin again' : 'Stop'}
      </Button>
    </div>
  );
}

function PairingCode({ id, view }: { id: string; view: PairingView }) {
  if (view.code) {
    return (
      <>
        <p>Type this on the phone, under “Link with phone number instead”:</p>
        <p className="pairing-code">{view.code}</p>
      </>
    );
  }
  if (!view.qr) return <Loading what="the code" />;
  return (
    <>
      <img
        className="qr"
        // By when it ends, not only by its number: a code after a lost worker is number 1 again, and browsers keep pictures.
        src={`/messaging/whatsapp/${id}/qr.png?until=${encodeURIComponent(view.expiresAt ?? '')}`}
        alt="QR code to scan with the phone"
        width="280"
        height="280"
      />
      <p role="status">Scan this with the phone. A new one appears by itself when it runs out.</p>
      <p className="hint">
        Does your WhatsApp Business app greet new buyers, or say that you are away, by itself?
        Switch that off: it counts as a message of yours, and the agent leaves a conversation to you
        in which you have written.
      </p>
      <ScanWithDemoPhone qr={view.qr} />
    </>
  );
}

/** The demo's phone has no camera: the code's text goes along with the link. */
function ScanWithDemoPhone({ qr }: { qr: string }) {
  const meta = useMeta();
  if (!meta?.standins.whatsapp || !meta.standinsUrl) return null;
  return (
    <p>
      <a
        className="button main"
        href={`${meta.standinsUrl}/#scan=${encodeURIComponent(qr)}`}
        target="_blank"
        rel="noreferrer"
      >
        Scan with the demo phone
      </a>
    </p>
  );
}
