import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type TemporaryFolder, temporaryFolder } from '../unit/io/temporary-folder.ts';

const project = join(import.meta.dirname, '../..');

/** What Neovim tells about its document as soon as the server has sent diagnostics that are not empty, and ends. */
const report = `
vim.api.nvim_create_autocmd('DiagnosticChanged', { callback = function(event)
  local found = vim.diagnostic.get(event.buf)
  if #found == 0 then return end
  local codes, client = {}, vim.lsp.get_active_clients()[1]
  for _, one in ipairs(found) do table.insert(codes, one.user_data.lsp.code) end
  local position = { line = found[1].lnum, character = found[1].col + 1 }
  local asked = { textDocument = vim.lsp.util.make_text_document_params(), position = position }
  client.request('textDocument/hover', asked, function(_, hover)
    local told = { filetype = vim.bo.filetype, server = client.name, codes = codes, hover = hover.contents }
    vim.fn.writefile({ vim.json.encode(told) }, vim.env.REPORT)
    vim.cmd('quitall!')
  end, event.buf)
end })
`;

interface Told {
  readonly filetype: string;
  readonly server: string;
  readonly codes: readonly string[];
  readonly hover: { readonly value: string };
}

describe('Neovim with the lines of docs/editors.md', () => {
  let folder: TemporaryFolder;

  before(() => {
    folder = temporaryFolder();
    const [, lines = ''] =
      /```lua\n(.*?)```/s.exec(readFileSync(join(project, 'docs/editors.md'), 'utf8')) ?? assert.fail('no lines');
    folder.write('init.lua', `${report}\n${lines}`);
    mkdirSync(join(folder.path, 'bin'));
    symlinkSync(join(project, 'dist/cli.js'), join(folder.path, 'bin/nova-doctor'));
  });

  after(() => folder.remove());

  /** Opens a file in a Neovim of its own, without a screen. */
  async function open(path: string): Promise<Told> {
    const reportPath = join(folder.path, 'report.json');
    writeFileSync(reportPath, '');
    await promisify(execFile)('nvim', ['--headless', '-u', join(folder.path, 'init.lua'), '-i', 'NONE', '-n', path], {
      cwd: folder.path,
      env: {
        ...process.env,
        PATH: `${join(folder.path, 'bin')}${delimiter}${process.env.PATH}`,
        HOME: folder.path,
        XDG_CONFIG_HOME: folder.path,
        XDG_STATE_HOME: folder.path,
        REPORT: reportPath,
      },
      timeout: 100_000,
    });
    return JSON.parse(readFileSync(reportPath, 'utf8')) as Told;
  }

  it('shows the root cause in a log, and explains it under the cursor', async () => {
    const told = await open(join(project, 'examples/incident/ctl1/nova-conductor.log'));
    assert.equal(told.filetype, 'nova-log');
    assert.equal(told.server, 'nova-doctor');
    assert.ok(told.codes.includes('mycat-1003-tx-interrupted'), told.codes.join());
    assert.match(told.hover.value, /Mycat/);
  });

  it('judges nova.conf', async () => {
    folder.write('nova.conf', '[database]\nconnection = mysql+pymysql://nova:secret@db/nova\nmax_overflow = many\n');
    const told = await open(join(folder.path, 'nova.conf'));
    assert.equal(told.filetype, 'nova-conf');
    assert.ok(told.codes.length > 0);
  });
});
