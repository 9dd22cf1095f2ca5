/** What this tab was showing, so that a reload shows it again. */
export function remembered(name) {
  return sessionStorage.getItem(`ifa-demo-${name}`);
}

export function remember(name, value) {
  sessionStorage.setItem(`ifa-demo-${name}`, String(value ?? ''));
}
