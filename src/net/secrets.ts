/** Takes every secret out of a text that a person or a log will see. Secrets shorter than 6 characters are left: they would hit words. */
export function strikeOut(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first: one that begins another would leave the rest of it behind.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length < 6) continue;
    clean = clean.replaceAll(secret, '•••').replaceAll(encodeURIComponent(secret), '•••');
  }
  return clean.replace(/\b(access_token|refresh_token|client_secret|upload_id)=[^&\s"]+/g, '$1=•••');
}
