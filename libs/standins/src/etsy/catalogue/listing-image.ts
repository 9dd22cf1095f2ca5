/** Draws a listing's picture as a small SVG: one shape per kind of product in the listing's colour. */

type Draw = (colour: string) => string;

const SHAPES: Record<string, Draw> = {
  mug: (c) =>
    `<path d="M70 80h90v95a25 25 0 0 1-25 25H95a25 25 0 0 1-25-25z" fill="${c}"/><path d="M160 105h15a25 25 0 0 1 0 50h-15" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="14"/>`,
  bowl: (c) =>
    `<path d="M50 110h160c0 55-35 85-80 85s-80-30-80-85z" fill="${c}"/><rect x="100" y="193" width="60" height="12" rx="4" fill="${c}"/>`,
  plate: (c) =>
    `<circle cx="130" cy="130" r="85" fill="${c}"/><circle cx="130" cy="130" r="55" fill="none" stroke="#fff" stroke-opacity=".45" stroke-width="5"/>`,
  vase: (c) =>
    `<path d="M112 60h36v35c35 15 45 45 35 75-6 20-25 30-53 30s-47-10-53-30c-10-30 0-60 35-75z" fill="${c}"/><path d="M130 60V20m0 18c18-4 22-14 22-22-14 0-22 8-22 22z" stroke-opacity="1" stroke="#6c7a4f" stroke-width="5" fill="#6c7a4f"/>`,
  teapot: (c) =>
    `<ellipse cx="125" cy="145" rx="65" ry="52" fill="${c}"/><path d="M185 150l35-45 12 8-35 65z" fill="${c}"/><path d="M75 100c20-60 80-60 100 0" fill="none" stroke-opacity="1" stroke="#8a6f4d" stroke-width="9"/><circle cx="125" cy="88" r="10" fill="${c}"/>`,
  planter: (c) =>
    `<path d="M75 120h110l-14 85H89z" fill="${c}"/><path d="M130 120c-40-20-45-55-35-80 25 15 40 45 35 80zm0 0c40-20 45-50 35-72-25 10-40 38-35 72z" fill="#6f9a6a"/>`,
  dish: (c) =>
    `<rect x="45" y="140" width="170" height="40" rx="18" fill="${c}"/><path d="M65 138c0-50 130-50 130 0z" fill="${c}" fill-opacity=".75"/><circle cx="130" cy="95" r="9" fill="${c}"/>`,
  candle: (c) =>
    `<rect x="80" y="105" width="100" height="100" rx="10" fill="${c}"/><path d="M130 105V85" stroke-opacity="1" stroke="#444" stroke-width="4"/><path d="M130 45c16 20 14 40 0 42-14-2-16-22 0-42z" fill="#f2b23e"/>`,
  pillar: (c) =>
    `<rect x="100" y="85" width="60" height="120" rx="6" fill="${c}"/><path d="M130 85V68" stroke-opacity="1" stroke="#444" stroke-width="4"/><path d="M130 30c15 19 13 37 0 40-13-3-15-21 0-40z" fill="#f2b23e"/>`,
  melts: (c) =>
    [0, 1, 2, 3, 4, 5]
      .map(
        (k) =>
          `<rect x="${55 + (k % 3) * 52}" y="${80 + Math.floor(k / 3) * 58}" width="44" height="50" rx="10" fill="${c}"/>`,
      )
      .join(''),
  scarf: (c) =>
    `<path d="M60 70c50 35 90 35 140 0l10 40c-55 35-105 35-160 0z" fill="${c}"/><path d="M150 115l30 95h-45l-15-88z" fill="${c}" fill-opacity=".8"/>`,
  blanket: (c) =>
    `<rect x="50" y="70" width="160" height="120" rx="8" fill="${c}"/><path d="M50 110h160M50 150h160" stroke="#fff" stroke-opacity=".4" stroke-width="8"/><path d="M55 195v14m20-14v14m20-14v14m20-14v14m20-14v14m20-14v14m20-14v14m20-14v14" stroke-opacity="1" stroke="${c}" stroke-width="4"/>`,
  apron: (c) =>
    `<path d="M100 60h60l12 50h25v95H63v-95h25z" fill="${c}"/><path d="M100 60c0-40 60-40 60 0" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="7"/><rect x="100" y="140" width="60" height="35" rx="4" fill="#fff" fill-opacity=".3"/>`,
  cushion: (c) =>
    `<path d="M60 70c50 14 90 14 140 0-14 50-14 70 0 125-50-14-90-14-140 0 14-55 14-75 0-125z" fill="${c}"/>`,
  towel: (c) =>
    `<path d="M85 60h90v140H85z" fill="${c}"/><path d="M85 165h90m-90 15h90" stroke="#fff" stroke-opacity=".55" stroke-width="6"/>`,
  bag: (c) =>
    `<path d="M70 100h120l12 105H58z" fill="${c}"/><path d="M95 100c0-70 70-70 70 0" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="9"/>`,
  necklace: (c) =>
    `<path d="M60 55c0 130 140 130 140 0" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="5"/><path d="M130 150c22 25 22 50 0 62-22-12-22-37 0-62z" fill="${c}"/>`,
  earrings: (c) =>
    [85, 175]
      .map(
        (x) =>
          `<circle cx="${x}" cy="75" r="9" fill="${c}"/><circle cx="${x}" cy="135" r="42" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="9"/>`,
      )
      .join(''),
  ring: (c) =>
    `<circle cx="130" cy="140" r="60" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="16"/><circle cx="130" cy="72" r="14" fill="${c}"/>`,
  print: (c) =>
    `<rect x="70" y="45" width="120" height="165" fill="#fff" stroke-opacity="1" stroke="#b9a98f" stroke-width="6"/><path d="M85 190c15-60 40-25 50-75 10 45 30 20 40 75z" fill="${c}"/><circle cx="155" cy="85" r="14" fill="${c}" fill-opacity=".6"/>`,
  card: (c) =>
    `<rect x="60" y="80" width="140" height="100" rx="6" fill="#fff" stroke-opacity="1" stroke="${c}" stroke-width="5"/><path d="M60 84l70 55 70-55" fill="none" stroke-opacity="1" stroke="${c}" stroke-width="5"/>`,
  board: (c) =>
    `<rect x="55" y="80" width="120" height="110" rx="14" fill="${c}"/><rect x="173" y="122" width="45" height="26" rx="12" fill="${c}"/><path d="M70 105c30-10 60 10 90 0m-90 40c30-10 60 10 90 0" stroke="#fff" stroke-opacity=".3" fill="none" stroke-width="4"/>`,
  spoon: (c) =>
    `<ellipse cx="130" cy="80" rx="32" ry="42" fill="${c}"/><rect x="122" y="115" width="16" height="95" rx="8" fill="${c}"/>`,
};

/** An SVG of 260 by 260 units. Unknown shapes become a plate. */
export function drawListing(shape: string, colour: string, background: string): string {
  const draw = SHAPES[shape] ?? SHAPES['plate'];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 260 260" width="520" height="520"><rect width="260" height="260" fill="${background}"/><ellipse cx="130" cy="212" rx="85" ry="9" fill="#000" fill-opacity=".08"/><g stroke="#000" stroke-opacity=".18">${draw?.(colour) ?? ''}</g></svg>`;
}
