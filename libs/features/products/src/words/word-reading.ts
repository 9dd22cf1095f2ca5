/** What is known of the words a seller's listings use. */

/** How many listings use a word: in the title; there or in tags; anywhere. */
export interface WordCounts {
  title: number;
  headline: number;
  listings: number;
}

/** A word that listings use. */
export interface KnownWord extends WordCounts {
  word: string;
}

/** What the index makes of a word that somebody typed. */
export interface WordReading {
  /** As the index writes it: none when it is too common to be indexed, several when it falls apart. */
  stems: string[];
  /** Words that begin with the stem, itself among them, most used first. */
  known: KnownWord[];
  /** False: words of this kind are not noted, so nothing is known of it. */
  noted: boolean;
}
