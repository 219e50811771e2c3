import type { Rule } from '../rule.ts';
import { x001 } from './x001.ts';
import { x002 } from './x002.ts';
import { x003 } from './x003.ts';
import { x004 } from './x004.ts';
import { x005 } from './x005.ts';
import { x006 } from './x006.ts';
import { x007 } from './x007.ts';
import { x008 } from './x008.ts';
import { x009 } from './x009.ts';
import { x010 } from './x010.ts';
import { x011 } from './x011.ts';
import { x012 } from './x012.ts';
import { x013 } from './x013.ts';
import { x014 } from './x014.ts';
import { x015 } from './x015.ts';
import { x016 } from './x016.ts';
import { x017 } from './x017.ts';
import { x018 } from './x018.ts';
import { x019 } from './x019.ts';
import { x020 } from './x020.ts';
import { x021 } from './x021.ts';
import { x022 } from './x022.ts';
import { x023 } from './x023.ts';
import { x024 } from './x024.ts';
import { x025 } from './x025.ts';
import { x026 } from './x026.ts';
import { x027 } from './x027.ts';
import { x028 } from './x028.ts';
import { x029 } from './x029.ts';
import { x030 } from './x030.ts';
import { x031 } from './x031.ts';
import { x032 } from './x032.ts';
import { x033 } from './x033.ts';
import { x034 } from './x034.ts';
import { x035 } from './x035.ts';
import { x036 } from './x036.ts';
import { x037 } from './x037.ts';
import { x038 } from './x038.ts';
import { x039 } from './x039.ts';
import { x040 } from './x040.ts';
import { x041 } from './x041.ts';
import { x042 } from './x042.ts';
import { x043 } from './x043.ts';
import { x044 } from './x044.ts';
import { x045 } from './x045.ts';
import { x046 } from './x046.ts';
import { x047 } from './x047.ts';
import { x048 } from './x048.ts';
import { x049 } from './x049.ts';
import { x050 } from './x050.ts';

/** The rules X-…: what files say about each other. */
export const xRules: readonly Rule[] = [
  x001,
  x002,
  x003,
  x004,
  x005,
  x006,
  x007,
  x008,
  x009,
  x010,
  x011,
  x012,
  x013,
  x014,
  x015,
  x016,
  x017,
  x018,
  x019,
  x020,
  x021,
  x022,
  x023,
  x024,
  x025,
  x026,
  x027,
  x028,
  x029,
  x030,
  x031,
  x032,
  x033,
  x034,
  x035,
  x036,
  x037,
  x038,
  x039,
  x040,
  x041,
  x042,
  x043,
  x044,
  x045,
  x046,
  x047,
  x048,
  x049,
  x050,
];
