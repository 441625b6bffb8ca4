/** What slots are computed from: the weekly moments of each platform and what keeps them free. */
export interface Timetable {
  /** Where the timetable is written, for messages. */
  readonly file: string;
  /** IANA name; all times below are read on its clock. */
  readonly timeZone: string;
  /** Platform → its moments of a week: `weekday` 1 Monday … 7 Sunday, `minute` after midnight. */
  readonly slots: Readonly<Record<string, readonly WeeklyMoment[]>>;
  /** For a platform that `slots` does not name. */
  readonly otherSlots: readonly WeeklyMoment[];
  /** Minutes after midnight; `to` before `from` goes over midnight. */
  readonly quietHours: { readonly from: number; readonly to: number } | undefined;
  /** Both days included, `YYYY-MM-DD`. */
  readonly blackoutDates: readonly {
    readonly from: string;
    readonly to: string;
    readonly why: string | undefined;
  }[];
  /** Between two publications of one channel. */
  readonly smallestGapMinutes: number;
}

export interface WeeklyMoment {
  readonly weekday: number;
  readonly minute: number;
}

/** What must be known of a channel to find it a time. */
export interface PlannedChannel {
  readonly id: string;
  readonly platform: string;
  /** For the reason; the platform's id stands in for it. */
  readonly name?: string;
}
