import type { Rule } from '../rule.ts';
import { od001 } from './od001.ts';
import { od002 } from './od002.ts';
import { od003 } from './od003.ts';
import { od004 } from './od004.ts';
import { od005 } from './od005.ts';
import { od006 } from './od006.ts';
import { od007 } from './od007.ts';
import { od008 } from './od008.ts';
import { od009 } from './od009.ts';
import { od010 } from './od010.ts';
import { od011 } from './od011.ts';
import { od012 } from './od012.ts';
import { od013 } from './od013.ts';
import { od014 } from './od014.ts';
import { od015 } from './od015.ts';
import { od016 } from './od016.ts';
import { od017 } from './od017.ts';
import { od018 } from './od018.ts';
import { od019 } from './od019.ts';
import { od020 } from './od020.ts';
import { od021 } from './od021.ts';
import { od022 } from './od022.ts';
import { od023 } from './od023.ts';
import { od024 } from './od024.ts';
import { od025 } from './od025.ts';
import { od026 } from './od026.ts';
import { od027 } from './od027.ts';
import { od028 } from './od028.ts';
import { od029 } from './od029.ts';
import { od030 } from './od030.ts';
import { od031 } from './od031.ts';
import { od032 } from './od032.ts';
import { od033 } from './od033.ts';
import { od034 } from './od034.ts';
import { od035 } from './od035.ts';
import { od036 } from './od036.ts';
import { od037 } from './od037.ts';
import { od038 } from './od038.ts';
import { od039 } from './od039.ts';
import { od040 } from './od040.ts';
import { od041 } from './od041.ts';
import { od042 } from './od042.ts';
import { od043 } from './od043.ts';
import { od044 } from './od044.ts';
import { od045 } from './od045.ts';
import { od046 } from './od046.ts';
import { od047 } from './od047.ts';
import { od048 } from './od048.ts';
import { od049 } from './od049.ts';
import { od050 } from './od050.ts';

/** The rules OD-…: options of oslo.db, one by one. */
export const odRules: readonly Rule[] = [
  od001,
  od002,
  od003,
  od004,
  od005,
  od006,
  od007,
  od008,
  od009,
  od010,
  od011,
  od012,
  od013,
  od014,
  od015,
  od016,
  od017,
  od018,
  od019,
  od020,
  od021,
  od022,
  od023,
  od024,
  od025,
  od026,
  od027,
  od028,
  od029,
  od030,
  od031,
  od032,
  od033,
  od034,
  od035,
  od036,
  od037,
  od038,
  od039,
  od040,
  od041,
  od042,
  od043,
  od044,
  od045,
  od046,
  od047,
  od048,
  od049,
  od050,
];
