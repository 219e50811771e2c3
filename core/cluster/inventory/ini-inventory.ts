import { createInventoryBuilder, expandRanges, type Inventory, type InventoryBuilder } from './inventory.ts';

type Section = { readonly group: string; readonly kind: 'hosts' | 'children' | 'vars' | 'unknown' };

/** Reads an inventory in INI form, as kolla-ansible's `multinode` is one (Ansible's plugin `ini`). It never throws. */
export function readIniInventory(path: string, text: string): Inventory {
  const builder = createInventoryBuilder();
  const children: { line: number; child: string }[] = [];
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    if (content.startsWith('$ANSIBLE_VAULT')) {
      builder.problem({ path, line, kind: 'vaulted', text: content });
      break;
    }
    const header = /^\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(content);
    // A host may be an IPv6 address in brackets; a header of a group never holds a colon that is not before a word.
    if (header && !/^[\dA-Fa-f]*:[\dA-Fa-f:.]+$/.test(header[1] ?? '')) {
      section = readHeader(builder, path, line, header[1] ?? '');
      continue;
    }
    if (section.kind === 'vars') readVariable(builder, section, content);
    else if (section.kind === 'children') {
      const child = content.split(/[\s#]/)[0] ?? '';
      builder.group(section.group).children.add(child);
      children.push({ line, child });
    } else if (section.kind === 'hosts') readHost(builder, path, line, section, content);
  }
  for (const { line, child } of children) {
    if (!builder.hasGroup(child)) builder.problem({ path, line, kind: 'unknown-child', text: child });
  }
  return builder.finish();
}

function readHeader(builder: InventoryBuilder, path: string, line: number, header: string): Section {
  const [group = '', kind = 'hosts', ...rest] = header.split(':');
  if (rest.length > 0 || !['hosts', 'children', 'vars'].includes(kind)) {
    builder.problem({ path, line, kind: 'bad-section', text: header });
    return { group, kind: 'unknown' };
  }
  builder.group(group);
  return { group, kind: kind as Section['kind'] };
}

function readVariable(builder: InventoryBuilder, { group }: Section, content: string): void {
  const at = content.indexOf('=');
  if (at < 0) return;
  builder.group(group).variables[content.slice(0, at).trim()] = unquoted(content.slice(at + 1).trim());
}

function readHost(builder: InventoryBuilder, path: string, line: number, { group }: Section, content: string): void {
  const [pattern = '', ...assignments] = words(content);
  const { name, port } = withoutPort(pattern);
  const hosts = expandRanges(name);
  if (!hosts) {
    builder.problem({ path, line, kind: 'bad-range', text: pattern });
    return;
  }
  const variables: Record<string, string> = port === undefined ? {} : { ansible_port: port };
  for (const word of assignments) {
    const at = word.indexOf('=');
    if (at > 0) variables[word.slice(0, at)] = word.slice(at + 1);
  }
  for (const host of hosts) {
    builder.group(group).hosts.add(host);
    builder.host(host, variables);
  }
}

/** `ctl1:2222`, `[2001:db8::1]:22`; a range has a colon too, but in brackets within the name. */
function withoutPort(pattern: string): { name: string; port?: string } {
  const ipv6 = /^\[([\dA-Fa-f:.]*:[\dA-Fa-f:.]*:[\dA-Fa-f:.]*)\](?::(\d+))?$/.exec(pattern);
  if (ipv6) return ipv6[2] === undefined ? { name: ipv6[1] ?? '' } : { name: ipv6[1] ?? '', port: ipv6[2] };
  const plain = /^(.*[^:\d\]].*|.*\]\S*|\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(pattern);
  if (plain && !(plain[1] ?? '').replace(/\[[^\]]*\]/g, '').includes(':'))
    return { name: plain[1] ?? '', port: plain[2] ?? '' };
  return { name: pattern };
}

/** Splits as a shell does: quotes hold blanks together, and a `#` after a blank begins a remark. */
function words(content: string): string[] {
  const found: string[] = [];
  const part = /\s*((?:"[^"]*"|'[^']*'|[^\s"']|["'])+)/y;
  for (let match = part.exec(content); match; match = part.exec(content)) {
    const word = match[1] ?? '';
    if (word.startsWith('#')) break;
    found.push(word.replace(/"([^"]*)"|'([^']*)'/g, (_whole, double, single) => double ?? single));
  }
  return found;
}

function unquoted(text: string): string {
  const found = /^(["'])(.*)\1$/.exec(text);
  return found ? (found[2] ?? '') : text.replace(/\s+#.*$/, '');
}
