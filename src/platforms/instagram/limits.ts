/** Accounts that a caption may mention ("IG User Media" and error 2207040 of "Error Codes", read 2026-11-24); one scheduler's page says 3. */
export const mostMentions = 20;
