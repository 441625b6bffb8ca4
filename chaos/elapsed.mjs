/** Milliseconds as they really pass: the clocks of everything under test leap, also in the process of the harness. */
export const elapsed = performance.now.bind(performance);
/** The time of day as it really is. */
export const realNow = Date.now.bind(Date);
