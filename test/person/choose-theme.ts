import { findCommand, type ServedWindow } from './served-window.ts';

/** Chooses a colour theme as a person does, and resolves when it is shown. @param name as VS Code lists it: `Dark Modern`. */
export async function chooseTheme(window: ServedWindow, name: string): Promise<void> {
  const { page } = window;
  const widget = page.locator('.quick-input-widget');
  const command = widget.locator('.monaco-list-row', { hasText: /^Preferences: Color Theme/ });
  await findCommand(window, 'Preferences: Color Theme', command);
  await command.click();
  await widget.locator('input[placeholder^="Select Color Theme"]').waitFor();
  await widget.locator('input').first().fill(name);
  await widget.locator('.monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
  // The list goes away before the colours change.
  await page.locator(`.monaco-workbench.${kindOf(name)}`).waitFor();
}

/** The class that VS Code gives the window for a kind of theme. */
function kindOf(name: string): string {
  const isDark = name.startsWith('Dark');
  if (name.endsWith('High Contrast')) return isDark ? 'hc-black' : 'hc-light';
  return isDark ? 'vs-dark' : 'vs';
}
