/** A name under which publications are counted together. */
export interface Campaign {
  readonly id: string;
  /** Unique, as a person writes it. */
  readonly name: string;
  /** First and last day, `YYYY-MM-DD`, where they are set. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly goal: string | null;
  /** Without `#`. They come first when hashtags are chosen for the campaign's excerpts. */
  readonly hashtags: readonly string[];
  /** Nothing of it is published while it is paused. */
  readonly paused: boolean;
  /** Its posts come round again after a cooldown. */
  readonly evergreen: boolean;
  /** A publication whose slot went by is published up to so many hours late; null: as the timetable says. */
  readonly lateHours: number | null;
  /** Later than that it moves to the next free slot within so many days, else a person is asked; null: as the timetable says. */
  readonly lateMoveDays: number | null;
}
