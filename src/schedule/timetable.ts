/** What slots are computed from: the weekly moments of each platform and channel, and what keeps them free. */
export interface Timetable {
  /** Where the timetable is written, for messages. */
  readonly file: string;
  /** IANA name; all times below are read on its clock. */
  readonly timeZone: string;
  /** Platform → its moments of a week: `weekday` 1 Monday … 7 Sunday, `minute` after midnight. */
  readonly slots: Readonly<Record<string, readonly WeeklyMoment[]>>;
  /** For a platform that `slots` does not name. */
  readonly otherSlots: readonly WeeklyMoment[];
  readonly quietHours: Hours | undefined;
  readonly blackoutDates: readonly Days[];
  /** Name of the public holiday on a day (`YYYY-MM-DD`), if it is one. Absent: holidays are days like others. */
  readonly holidayOn?: ((day: string) => string | undefined) | undefined;
  /** Between two publications of one channel. */
  readonly smallestGapMinutes: number;
  /** Publications of one channel on one day; absent: any number. */
  readonly mostPerDay?: number | undefined;
  /** Between two excerpts that show the same passage of a post, on whatever channels. Absent or 0: none. */
  readonly passageGapDays?: number;
  /** Name of a channel → what is otherwise there. */
  readonly channels?: Readonly<Record<string, ChannelTimes>>;
}

/** What one channel has instead of the timetable's own; its blackout dates come on top of the others. */
export interface ChannelTimes {
  readonly slots?: readonly WeeklyMoment[] | undefined;
  readonly quietHours?: Hours | undefined;
  readonly blackoutDates?: readonly Days[] | undefined;
  readonly smallestGapMinutes?: number | undefined;
  readonly mostPerDay?: number | undefined;
}

/** Minutes after midnight; `to` before `from` goes over midnight, `to` equal to `from` is none at all. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Both days included, `YYYY-MM-DD`. */
export interface Days {
  readonly from: string;
  readonly to: string;
  readonly why: string | undefined;
}

export interface WeeklyMoment {
  readonly weekday: number;
  readonly minute: number;
}

/** What must be known of a channel to find it a time. */
export interface PlannedChannel {
  readonly id: string;
  readonly platform: string;
  /** For the reason, and to find what the timetable says of this channel; the platform's id stands in for it. */
  readonly name?: string;
}

/** What holds for one channel: its own where it has any, else its platform's. */
export interface ChannelRules {
  readonly file: string;
  readonly timeZone: string;
  readonly weekly: readonly WeeklyMoment[];
  readonly quietHours: Hours | undefined;
  readonly blackoutDates: readonly Days[];
  readonly holidayOn: (day: string) => string | undefined;
  readonly gapMs: number;
  readonly mostPerDay: number | undefined;
  readonly passageGapMs: number;
}

export function rulesFor(timetable: Timetable, channel: PlannedChannel): ChannelRules {
  const { channels = {}, slots } = timetable;
  const own: ChannelTimes =
    channel.name !== undefined && Object.hasOwn(channels, channel.name) ? channels[channel.name]! : {};
  const ofPlatform = Object.hasOwn(slots, channel.platform) ? slots[channel.platform]! : timetable.otherSlots;
  return {
    file: timetable.file,
    timeZone: timetable.timeZone,
    weekly: own.slots ?? ofPlatform,
    quietHours: own.quietHours ?? timetable.quietHours,
    blackoutDates: [...timetable.blackoutDates, ...(own.blackoutDates ?? [])],
    holidayOn: timetable.holidayOn ?? (() => undefined),
    gapMs: (own.smallestGapMinutes ?? timetable.smallestGapMinutes) * 60_000,
    mostPerDay: own.mostPerDay ?? timetable.mostPerDay,
    passageGapMs: (timetable.passageGapDays ?? 0) * 86_400_000,
  };
}
