import type { PythonRule } from '../rule.ts';
import { py001 } from './py001.ts';
import { py002 } from './py002.ts';
import { py003 } from './py003.ts';
import { py004 } from './py004.ts';
import { py005 } from './py005.ts';
import { py006 } from './py006.ts';
import { py007 } from './py007.ts';
import { py008 } from './py008.ts';
import { py009 } from './py009.ts';
import { py010 } from './py010.ts';
import { py011 } from './py011.ts';
import { py012 } from './py012.ts';
import { py013 } from './py013.ts';
import { py014 } from './py014.ts';
import { py015 } from './py015.ts';
import { py016 } from './py016.ts';
import { py017 } from './py017.ts';
import { py018 } from './py018.ts';
import { py019 } from './py019.ts';
import { py020 } from './py020.ts';
import { py021 } from './py021.ts';
import { py022 } from './py022.ts';
import { py023 } from './py023.ts';
import { py024 } from './py024.ts';
import { py025 } from './py025.ts';
import { py026 } from './py026.ts';
import { py027 } from './py027.ts';
import { py028 } from './py028.ts';
import { py029 } from './py029.ts';
import { py030 } from './py030.ts';
import { py031 } from './py031.ts';
import { py032 } from './py032.ts';
import { py033 } from './py033.ts';
import { py034 } from './py034.ts';
import { py035 } from './py035.ts';
import { py036 } from './py036.ts';
import { py037 } from './py037.ts';
import { py038 } from './py038.ts';
import { py039 } from './py039.ts';
import { py040 } from './py040.ts';
import { py041 } from './py041.ts';
import { py042 } from './py042.ts';
import { py043 } from './py043.ts';
import { py044 } from './py044.ts';

/** All rules on Python code. To add one, write its file and add it here. */
export const pythonRules: readonly PythonRule[] = [
  py001,
  py002,
  py003,
  py004,
  py005,
  py006,
  py007,
  py008,
  py009,
  py010,
  py011,
  py012,
  py013,
  py014,
  py015,
  py016,
  py017,
  py018,
  py019,
  py020,
  py021,
  py022,
  py023,
  py024,
  py025,
  py026,
  py027,
  py028,
  py029,
  py030,
  py031,
  py032,
  py033,
  py034,
  py035,
  py036,
  py037,
  py038,
  py039,
  py040,
  py041,
  py042,
  py043,
  py044,
];
