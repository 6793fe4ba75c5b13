/** One line of the week of a site, as the API shows it; times are local, HH:MM or HH:MM:SS. */
export interface WeekLine {
  /** 0 is Monday. */
  readonly day_of_week: number;
  readonly open_time?: string | null;
  readonly close_time?: string | null;
  readonly is_closed?: boolean;
  /** Transactions of the whole site in these hours. */
  readonly expected_transaction_volume?: number | null;
  readonly peak_hours_start?: string | null;
  readonly peak_hours_end?: string | null;
}

/** A day with other hours. */
export interface DayException {
  readonly date: string;
  readonly is_closed?: boolean;
  readonly open_time?: string | null;
  readonly close_time?: string | null;
}

/** What the rhythm of a site is made from. */
export interface SitePlan {
  readonly siteId: string;
  /** IANA name. */
  readonly timezone: string;
  readonly week: readonly WeekLine[];
  readonly exceptions: readonly DayException[];
  /** Terminals that share its transactions. */
  readonly deviceCount: number;
}
