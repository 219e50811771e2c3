/** A colour of VS Code's theme as CSS writes it, for what is drawn on a canvas. `name` as in `charts-red`. */
export function themeColour(name: string): string {
  return styleOf(`--vscode-${name}`) || styleOf('--vscode-foreground') || 'currentcolor';
}

/** What a variable of the page's own style sheet says, as `--echo`. */
export function styleValue(variable: string): string {
  return getComputedStyle(document.body).getPropertyValue(variable).trim();
}

/** The font that texts on a canvas are drawn in, as canvases want it. */
export function themeFont(pixels: number): string {
  return `${pixels}px ${styleOf('--vscode-font-family') || 'sans-serif'}`;
}

/** Calls the listener whenever the user chooses another theme. */
export function onThemeChange(listener: () => void): void {
  // VS Code replaces classes of the body, and the variables of the root.
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
}

function styleOf(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
