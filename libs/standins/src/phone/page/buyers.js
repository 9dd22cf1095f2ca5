/** The people one can play. Those one adds are kept in this browser; those who wrote before come from the stand-in. */

const KEY = 'ifa-demo-buyers';

const KNOWN = [
  { id: 90_001, name: 'Mia Larsen', language: 'en' },
  { id: 90_002, name: 'Jonas Weber', language: 'de' },
  { id: 90_003, name: 'Chloé Martin', language: 'fr' },
  { id: 90_004, name: 'Lucía Romero', language: 'es' },
];

function added() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** Everyone, those of `fromChats` (who have written to this bot) included once; `idOf` is their id in that app. */
export function allBuyers(fromChats, idOf) {
  const everyone = new Map();
  const here = [...KNOWN, ...added()].map((buyer) => ({ ...buyer, id: idOf(buyer) }));
  for (const buyer of [...here, ...fromChats]) {
    everyone.set(buyer.id, { ...everyone.get(buyer.id), ...buyer });
  }
  return [...everyone.values()];
}

/** @param {string} name @param {string} language */
export function addBuyer(name, language) {
  const buyer = { id: 100_000 + Math.floor(Math.random() * 900_000_000), name, language };
  localStorage.setItem(KEY, JSON.stringify([...added(), buyer]));
  return buyer;
}
