/** English: what the demo model says. */
import type { Phrases } from '../language-pack.js';

export const ENGLISH_PHRASES: Phrases = {
  greeting:
    "Hi, lovely to hear from you! I'm the shop's AI assistant. What are you looking for today?",
  hi: 'Hi!',
  thanks: "You're very welcome! Just write if there is anything else.",
  bye: 'Thank you for stopping by. Have a lovely day!',
  bot: "Yes, I'm an AI assistant. I answer for the shop from its catalogue; if you would rather talk to a person, just say so.",
  offTopic:
    "I'm afraid that is outside what I can help with here. I'm happy to help with anything about our shop: products, prices, stock or orders.",
  notUnderstood:
    "Sorry, I didn't understand that. Could you put it another way? I can help with products, prices, stock and how to order.",
  whichProduct:
    "Which product do you mean? Tell me its name, or what you're looking for, and I'll check.",
  onlyText:
    'Thank you! I can only read text, though, no pictures or voice messages. Could you write in a few words what you mean?',
  foundOne: 'Yes, we have {item}: {price}, {stock}.',
  foundMany: 'Here is what I found:',
  overview: 'Here they are once more:',
  priceOf: '{item} costs {price} ({stock}).',
  stockYes: 'Yes, {item} is available: {stock}, {price}.',
  stockNo: "I'm sorry, {item} is sold out at the moment.",
  moreToSee: 'I have {n} more. Tell me a colour or a budget and I can narrow it down.',
  foundNear: 'I found nothing that matches “{query}” exactly. This comes closest:',
  foundNone:
    "I'm sorry, I couldn't find “{query}” in our shop. Would you like me to look for something else?",
  noMore: "That's all I have found of this kind. Shall I look for something else?",
  noCheaper: "I'm sorry, I found nothing cheaper of this kind.",
  inStock: 'in stock',
  inStockCount: '{n} in stock',
  fewLeft: 'only {n} left',
  soldOut: 'sold out',
  priceFrom: '{min} to {max}',
  variantYes: 'Yes, {item} comes in {option}: {price}, {stock}.',
  variantSoldOut: "I'm sorry, {item} in {option} is sold out at the moment.",
  variantNo: "I'm sorry, {item} doesn't come in {option}.",
  instead: 'But this might suit you:',
  choices: 'You can choose from {options}.',
  noChoices: 'The listing of {item} offers no choices.',
  details: 'About {item}: {text}',
  detailsMissing:
    "The description of {item} doesn't say, and I don't want to guess. I'll ask the shop.",
  link: 'You can order {item} here:',
  gone: "I'm sorry, {item} is not for sale any more.",
  catalogueDown:
    "I'm sorry, I can't look into our catalogue just now, and I don't want to guess. Please try again in a little while.",
  askShop: "I don't have that information here and don't want to guess, so I'll ask the shop.",
  shopSays: 'Here is what the shop says: {text}',
  handedOver: "I've passed this on: a person from the shop will answer you here.",
  humanLater:
    "I'll let the shop know that you would like to hear from a person. Thank you for your patience!",
  sorry: "I'm very sorry about that!",
  customTaken: "I've noted your wish and passed it on to the shop; they will get back to you.",
  nextQuestion: 'What would you like to know?',
  tooMany: 'That was quite a lot at once; please ask me again if I left something out.',
};
