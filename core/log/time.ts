/** Reading and writing of the times in logs. Times are milliseconds since 1970 of the writer's own clock (see `Entry`). */

const dayCache = new Map<string, number>();

/**
 * Midnight of a written date.
 * @param date `2026-11-22`; `26-11-22` and dates whose first digits are cut off (`024-08-02`) count as 20YY.
 * @returns milliseconds since 1970, or undefined when the text is no date.
 */
export function dayStart(date: string): number | undefined {
  const known = dayCache.get(date);
  if (known !== undefined) return known;
  const match = /^(\d{2,4})-(\d\d)-(\d\d)$/.exec(date);
  if (!match) return undefined;
  const written = match[1]!;
  const year = written.length === 4 ? Number(written) : 2000 + Number(written.slice(-2));
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const value = Date.UTC(year, month - 1, day);
  if (dayCache.size > 1000) dayCache.clear();
  dayCache.set(date, value);
  return value;
}

/**
 * Milliseconds into the day of a written clock time.
 * @param clock `14:14:08`, `14:14:08.120`, `9:04:01,5`, `141408`; fractions of any length, cut to milliseconds.
 */
export function clockMilliseconds(clock: string): number | undefined {
  const usual = usualClock(clock);
  if (usual !== undefined) return usual;
  const match = /^ ?(\d{1,2}):?(\d\d):?(\d\d)(?:[.,](\d+))?$/.exec(clock);
  if (!match) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const seconds = Number(match[3]);
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const fraction = match[4] === undefined ? 0 : Number(match[4].padEnd(3, '0').slice(0, 3));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

/** `14:14:08` and `14:14:08.120345`, as nearly every line has them; undefined for everything else. */
function usualClock(clock: string): number | undefined {
  if (clock.charCodeAt(2) !== 58 || clock.charCodeAt(5) !== 58) return undefined;
  const hours = twoDigits(clock, 0);
  const minutes = twoDigits(clock, 3);
  const seconds = twoDigits(clock, 6);
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const whole = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (clock.length === 8) return whole;
  const mark = clock.charCodeAt(8);
  const ones = clock.charCodeAt(11) - 48;
  const tens = twoDigits(clock, 9);
  if ((mark !== 46 && mark !== 44) || tens > 99 || !(ones >= 0 && ones <= 9)) return undefined;
  for (let at = 12; at < clock.length; at++) {
    const code = clock.charCodeAt(at);
    if (code < 48 || code > 57) return undefined;
  }
  return whole + tens * 10 + ones;
}

/** The number that two digits write; 1000 when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
}

/**
 * Minutes that a clock is ahead of UTC.
 * @param zone `Z`, `+08:00`, `+0800`, `-05`.
 */
export function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z' || zone === 'UTC') return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Number of a month from its English abbreviation, from 0; undefined when it is none. */
export function monthIndex(name: string): number | undefined {
  const index = months.indexOf(name.slice(0, 3).toLowerCase());
  return index === -1 ? undefined : index;
}

/** What is known about the year of dates that carry none (syslog, journald). */
export interface YearHint {
  /** The year of the first such date. */
  year: number;
  /** A time from which later dates are half a year away at most; it outweighs `year`. */
  near: number | undefined;
}

/**
 * Midnight of a date without a year.
 * @param month from 0; @param day from 1.
 */
export function nearestDay(hint: YearHint, month: number, day: number): number {
  const { near } = hint;
  if (near === undefined) return Date.UTC(hint.year, month, day);
  const year = new Date(near).getUTCFullYear();
  const inYear = Date.UTC(year, month, day);
  if (Math.abs(inYear - near) < halfYear) return inYear;
  return Date.UTC(inYear < near ? year + 1 : year - 1, month, day);
}

const halfYear = 182 * 86_400_000;

/**
 * Writes a time as ISO 8601.
 * @param time milliseconds of the writer's clock.
 * @param zone minutes that clock is ahead of UTC; the text carries no zone when it is not known.
 */
export function isoTime(time: number, zone: number | undefined): string {
  const text = new Date(time).toISOString().slice(0, -1);
  if (zone === undefined) return text;
  if (zone === 0) return `${text}Z`;
  const size = Math.abs(zone);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${text}${zone < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}
