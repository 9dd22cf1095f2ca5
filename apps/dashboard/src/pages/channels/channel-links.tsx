import { LinkTelegram } from './link-telegram.js';
import { LinkWhatsapp } from './link-whatsapp.js';

/** The ways to link a channel, side by side. */
export function ChannelLinks() {
  return (
    <div className="columns">
      <LinkWhatsapp />
      <LinkTelegram />
    </div>
  );
}
