import type { Message } from '../../api/contract.js';
import { clockTime } from '../../ui/words.js';
import { isTroubled, statusWords } from './message-words.js';

const AUTHORS: Record<Message['author'], string> = {
  buyer: 'Buyer',
  seller: 'You',
  agent: 'Agent',
  human: 'You',
  phone: 'You, on your phone',
  system: 'IFA',
};

/** One message with its pictures and its receipt. */
export function Bubble({ message }: { message: Message }) {
  const { author, text, quoted, media, at } = message;
  const words = statusWords(message);
  return (
    <div className={`bubble ${author}`}>
      <span className="hidden">{AUTHORS[author]}: </span>
      {quoted && (
        <blockquote className="hint" dir="auto">
          {quoted}
        </blockquote>
      )}
      {media.map((medium, index) => (
        <Medium key={index} medium={medium} />
      ))}
      {text && <p dir="auto">{linked(text)}</p>}
      <span className={isTroubled(message) ? 'receipt bad' : 'receipt'}>
        {author !== 'buyer' && `${AUTHORS[author]} · `}
        {clockTime(at)}
        {words && ` · ${words}`}
      </span>
    </div>
  );
}

/** What stands in the place of a medium that cannot be shown: not yet, not any more, or never. */
const MISSING: Record<Message['media'][number]['kind'], string> = {
  image: 'Picture, not available',
  voice: 'Voice message, not available',
  other: 'A sticker, a place, a file or the like, which cannot be shown here',
};

function Medium({ medium }: { medium: Message['media'][number] }) {
  if (medium.url && medium.kind === 'image') {
    return <img className="picture" src={medium.url} alt="Picture from the chat" loading="lazy" />;
  }
  if (medium.url && medium.kind === 'voice') {
    return (
      <>
        <a href={medium.url} target="_blank" rel="noreferrer">
          Voice message
        </a>
        {medium.transcript && <p className="hint">“{medium.transcript}”</p>}
      </>
    );
  }
  return <p className="hint">[{MISSING[medium.kind]}]</p>;
}

/** Addresses become links; everything else stays text. */
function linked(text: string): React.ReactNode[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/g).map((part, index) =>
    index % 2 === 1 ? (
      <a key={index} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
