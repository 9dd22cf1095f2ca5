/** What the demo model says about orders, where it has a tool to look them up with. `{name}` is filled in. */
import type { LanguageId } from '../language-pack.js';

/** {number} {items} {date} {carrier} {code}. */
export interface OrderPhrases {
  ask: string;
  noMatch: string;
  shipped: string;
  tracking: string;
  being_made: string;
  due: string;
  awaiting_payment: string;
  cancelled: string;
  refunded: string;
}

export const ORDER_PHRASES: Readonly<Record<LanguageId, OrderPhrases>> = {
  en: {
    ask: "I'm happy to look. Please send me the order number (ten digits, from Etsy's confirmation) and the postcode it is delivered to.",
    noMatch:
      "I can't find an order with this number and this postcode. Could you check both in Etsy's confirmation? If they are right, just ask for a person.",
    shipped: 'Your order {number} ({items}) was sent on {date}.',
    tracking: 'Carrier: {carrier}, tracking code: {code}.',
    being_made: 'Your order {number} ({items}) is paid and being made.',
    due: 'It should leave by {date}.',
    awaiting_payment: 'Your order {number} ({items}) is not paid yet.',
    cancelled: 'Your order {number} was cancelled.',
    refunded: 'Your order {number} was refunded.',
  },
  de: {
    ask: 'Ich sehe gern nach. Bitte schicken Sie mir die Bestellnummer (zehn Ziffern, aus der Bestätigung von Etsy) und die Postleitzahl der Lieferadresse.',
    noMatch:
      'Zu dieser Nummer und dieser Postleitzahl finde ich keine Bestellung. Können Sie beides in der Bestätigung von Etsy nachsehen? Wenn es stimmt, fragen Sie einfach nach einem Menschen.',
    shipped: 'Ihre Bestellung {number} ({items}) wurde am {date} verschickt.',
    tracking: 'Versand mit {carrier}, Sendungsnummer: {code}.',
    being_made: 'Ihre Bestellung {number} ({items}) ist bezahlt und in Arbeit.',
    due: 'Sie soll bis zum {date} verschickt werden.',
    awaiting_payment: 'Ihre Bestellung {number} ({items}) ist noch nicht bezahlt.',
    cancelled: 'Ihre Bestellung {number} wurde storniert.',
    refunded: 'Ihre Bestellung {number} wurde erstattet.',
  },
  fr: {
    ask: "Je regarde volontiers. Envoyez-moi le numéro de commande (dix chiffres, dans la confirmation d'Etsy) et le code postal de livraison.",
    noMatch:
      "Je ne trouve pas de commande avec ce numéro et ce code postal. Pouvez-vous vérifier les deux dans la confirmation d'Etsy ? S'ils sont justes, demandez simplement à parler à une personne.",
    shipped: 'Votre commande {number} ({items}) a été expédiée le {date}.',
    tracking: 'Transporteur : {carrier}, numéro de suivi : {code}.',
    being_made: 'Votre commande {number} ({items}) est payée et en préparation.',
    due: "Elle devrait partir d'ici le {date}.",
    awaiting_payment: "Votre commande {number} ({items}) n'est pas encore payée.",
    cancelled: 'Votre commande {number} a été annulée.',
    refunded: 'Votre commande {number} a été remboursée.',
  },
  es: {
    ask: 'Lo miro con gusto. Envíame el número de pedido (diez cifras, en la confirmación de Etsy) y el código postal de entrega.',
    noMatch:
      'No encuentro ningún pedido con ese número y ese código postal. ¿Puedes revisar los dos en la confirmación de Etsy? Si son correctos, pide hablar con una persona.',
    shipped: 'Tu pedido {number} ({items}) se envió el {date}.',
    tracking: 'Transportista: {carrier}, código de seguimiento: {code}.',
    being_made: 'Tu pedido {number} ({items}) está pagado y en preparación.',
    due: 'Debería salir antes del {date}.',
    awaiting_payment: 'Tu pedido {number} ({items}) todavía no está pagado.',
    cancelled: 'Tu pedido {number} se canceló.',
    refunded: 'Tu pedido {number} se reembolsó.',
  },
  it: {
    ask: "Controllo volentieri. Mandami il numero d'ordine (dieci cifre, nella conferma di Etsy) e il CAP di consegna.",
    noMatch:
      'Non trovo un ordine con questo numero e questo CAP. Puoi controllarli nella conferma di Etsy? Se sono giusti, chiedi pure di parlare con una persona.',
    shipped: 'Il tuo ordine {number} ({items}) è stato spedito il {date}.',
    tracking: 'Corriere: {carrier}, codice di tracciamento: {code}.',
    being_made: 'Il tuo ordine {number} ({items}) è pagato e in preparazione.',
    due: 'Dovrebbe partire entro il {date}.',
    awaiting_payment: 'Il tuo ordine {number} ({items}) non è ancora pagato.',
    cancelled: 'Il tuo ordine {number} è stato annullato.',
    refunded: 'Il tuo ordine {number} è stato rimborsato.',
  },
  pt: {
    ask: 'Vejo com prazer. Envie-me o número do pedido (dez dígitos, na confirmação da Etsy) e o código postal de entrega.',
    noMatch:
      'Não encontro nenhum pedido com esse número e esse código postal. Pode conferir os dois na confirmação da Etsy? Se estiverem certos, peça para falar com uma pessoa.',
    shipped: 'O seu pedido {number} ({items}) foi enviado em {date}.',
    tracking: 'Transportadora: {carrier}, código de rastreio: {code}.',
    being_made: 'O seu pedido {number} ({items}) está pago e em preparação.',
    due: 'Deve sair até {date}.',
    awaiting_payment: 'O seu pedido {number} ({items}) ainda não foi pago.',
    cancelled: 'O seu pedido {number} foi cancelado.',
    refunded: 'O seu pedido {number} foi reembolsado.',
  },
  nl: {
    ask: 'Ik kijk graag even. Stuur me het bestelnummer (tien cijfers, uit de bevestiging van Etsy) en de postcode van het bezorgadres.',
    noMatch:
      'Ik vind geen bestelling met dit nummer en deze postcode. Kun je beide in de bevestiging van Etsy nakijken? Als ze kloppen, vraag dan gerust naar een mens.',
    shipped: 'Je bestelling {number} ({items}) is op {date} verstuurd.',
    tracking: 'Vervoerder: {carrier}, volgnummer: {code}.',
    being_made: 'Je bestelling {number} ({items}) is betaald en wordt gemaakt.',
    due: 'Ze gaat naar verwachting uiterlijk {date} weg.',
    awaiting_payment: 'Je bestelling {number} ({items}) is nog niet betaald.',
    cancelled: 'Je bestelling {number} is geannuleerd.',
    refunded: 'Je bestelling {number} is terugbetaald.',
  },
  tr: {
    ask: 'Memnuniyetle bakarım. Lütfen sipariş numarasını (Etsy onayındaki on hane) ve teslimat posta kodunu yazın.',
    noMatch:
      'Bu numara ve posta koduyla bir sipariş bulamadım. İkisini de Etsy onayından kontrol edebilir misiniz? Doğruysa bir kişiyle görüşmek istediğinizi yazın.',
    shipped: '{number} numaralı siparişiniz ({items}) {date} tarihinde gönderildi.',
    tracking: 'Kargo: {carrier}, takip kodu: {code}.',
    being_made: '{number} numaralı siparişiniz ({items}) ödendi ve hazırlanıyor.',
    due: 'En geç {date} tarihinde yola çıkması bekleniyor.',
    awaiting_payment: '{number} numaralı siparişiniz ({items}) henüz ödenmedi.',
    cancelled: '{number} numaralı siparişiniz iptal edildi.',
    refunded: '{number} numaralı siparişinizin ücreti iade edildi.',
  },
};
