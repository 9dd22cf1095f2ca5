/** Which variation somebody means by the options they name. Pure. */

/** Every option that is named must be as named, whatever the case; null means every variation. */
export function isMeant(
  variant: Record<string, string>,
  wanted: Record<string, string> | null,
): boolean {
  if (wanted === null) return true;
  const own = new Map(Object.entries(variant).map(([name, value]) => [fold(name), fold(value)]));
  return Object.entries(wanted).every(([name, value]) => own.get(fold(name)) === fold(value));
}

/** The same options give the same key, in whatever order they come. */
export function optionsKey(given: Record<string, string>): string {
  return JSON.stringify(
    Object.entries(given)
      .map(([name, value]) => [fold(name), fold(value)])
      .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
  );
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
