/** What is a stand-in, by outside system. */
export class StandinsDto {
  etsy: boolean;
  model: boolean;
  telegram: boolean;
  whatsapp: boolean;
  /** Mails end in the stand-ins' mailbox. */
  mail: boolean;
}

/** What this server is. */
export class MetaDto {
  standins: StandinsDto;
  /** Where the stand-ins are, with the buyer's phone as their first page; null without stand-ins. */
  standinsUrl: string | null;
}
