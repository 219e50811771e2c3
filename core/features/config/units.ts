import type { Option } from '../../config/option.ts';
import type { Translator } from '../../text/l10n.ts';

/** What an option's number counts, where its name tells. */
export type Unit = 'seconds' | 'milliseconds' | 'mebibytes' | 'bytes';

const secondNames =
  /(?:^|_)(?:timeout|interval|ttl|expiration|lifetime|delay|seconds|recycle_time|down_time|offload_time|cache_time|expiration_time|max_age|idle_timeout|deprecated_timeout)$/;

/** Options whose names mislead: other units, or counts. */
const exceptions: Readonly<Record<string, Unit | undefined>> = {
  log_rotate_interval: undefined,
  live_migration_downtime: 'milliseconds',
  max_request_body_size: 'bytes',
  injected_file_content_bytes: 'bytes',
  kafka_max_fetch_bytes: 'bytes',
};

/** The unit of an option's number; undefined where it is a plain number, or where that is not certain. */
export function unitOf(option: Option): Unit | undefined {
  if (option.type !== 'integer' && option.type !== 'float') return undefined;
  if (Object.hasOwn(exceptions, option.name)) return exceptions[option.name];
  if (secondNames.test(option.name)) return 'seconds';
  return /_mb$/.test(option.name) ? 'mebibytes' : undefined;
}

const steps = [
  { seconds: 86_400, unit: 'd' },
  { seconds: 3600, unit: 'h' },
  { seconds: 60, unit: 'min' },
] as const;

/** A time as people say it: `1 h`, `1 h 30 min`, `3.6 s`, `250 ms`. */
export function timeText(seconds: number): string {
  if (seconds < 1) return `${rounded(seconds * 1000)} ms`;
  if (seconds < 60) return `${rounded(seconds)} s`;
  const parts: string[] = [];
  let rest = seconds;
  for (const { seconds: size, unit } of steps) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  if (rest > 0) parts.push(`${rounded(rest)} s`);
  return parts.slice(0, 2).join(' ');
}

const sizes = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size as people say it: `32 GiB`. */
function sizeText(bytes: number, l10n: Translator): string {
  let number = bytes;
  let step = 0;
  while (number >= 1024 && step < sizes.length - 1) {
    number /= 1024;
    step++;
  }
  return step === 0 ? l10n.t('{0} bytes', number) : `${rounded(number)} ${sizes[step]}`;
}

function rounded(number: number): string {
  return String(Math.round(number * 100) / 100);
}

/** A number of a unit as people say it; undefined where it says nothing more than the number itself. */
export function unitText(number: number, unit: Unit, l10n: Translator): string | undefined {
  if (!Number.isFinite(number) || number <= 0) return undefined;
  switch (unit) {
    case 'seconds':
      return number < 60 ? undefined : timeText(number);
    case 'milliseconds':
      return number < 1000 ? undefined : timeText(number / 1000);
    case 'mebibytes':
      return number < 1024 ? undefined : sizeText(number * 2 ** 20, l10n);
    case 'bytes':
      return number < 1024 ? undefined : sizeText(number, l10n);
  }
}
