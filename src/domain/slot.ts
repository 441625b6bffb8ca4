/** One channel at one instant, out of the weekly timetable. */
export interface Slot {
  readonly channelId: string;
  readonly at: Date;
  /** Why this time, one sentence. */
  readonly reason: string;
}
