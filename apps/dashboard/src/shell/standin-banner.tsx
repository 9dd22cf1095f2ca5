import type { Meta } from '../api/contract.js';
import { useRead } from '../api/use-api.js';

const NAMES: Record<keyof Meta['standins'], string> = {
  etsy: 'the shop',
  model: 'the AI',
  telegram: 'Telegram',
  whatsapp: 'WhatsApp',
  mail: 'e-mail',
};

/** What on this server is only played. */
export function useMeta(): Meta | null {
  return useRead<Meta>('/meta').data ?? null;
}

export function StandinBanner() {
  const meta = useMeta();
  if (!meta) return null;
  const played = (Object.keys(NAMES) as (keyof Meta['standins'])[])
    .filter((name) => meta.standins[name])
    .map((name) => NAMES[name]);
  if (played.length === 0) return null;
  return (
    <p className="banner demo">
      <strong>Demo.</strong> Played by stand-ins here, not real: {played.join(', ')}.{' '}
      {meta.standinsUrl && (
        <a href={meta.standinsUrl} target="_blank" rel="noreferrer">
          Play a buyer on the demo phone
        </a>
      )}
    </p>
  );
}
