import assert from 'node:assert/strict';
import { usualLanguage } from '../../../cli/language.ts';

describe('the language of the command line', () => {
  it('is that of the environment, and of the system where that sets none', () => {
    assert.equal(usualLanguage({ LANG: 'zh_CN.UTF-8' }, 'linux', 'en-US'), 'zh_CN.UTF-8');
    assert.equal(usualLanguage({ LC_ALL: 'en_GB.UTF-8', LANG: 'zh_CN.UTF-8' }, 'darwin', 'zh-Hans-CN'), 'en_GB.UTF-8');
    assert.equal(usualLanguage({}, 'win32', 'zh-CN'), 'zh-CN');
    assert.equal(usualLanguage({}, 'darwin', 'zh-Hans-CN'), 'zh-Hans-CN');
    assert.equal(usualLanguage({ LANG: '' }, 'linux', 'zh-CN'), 'en');
  });
});
