/** What an element gets: attributes (`true` sets an empty one, `undefined` and `false` none), and listeners as `onclick`. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/**
 * Makes an element. Texts become text nodes, never HTML: logs are written by strangers. Styles are classes, because the
 * content security policy refuses `style` attributes.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.replace(/^on/, ''), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== undefined && value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

const focusable = 'button, select, input, summary, a[href], [tabindex]';

/** Replaces what is in a container; the keyboard stays at the control in the same place as before. */
export function replaceKeepingFocus(container: HTMLElement, ...children: readonly (Node | string)[]): void {
  const focused = [...container.querySelectorAll(focusable)].indexOf(document.activeElement as Element);
  container.replaceChildren(...children);
  const controls = container.querySelectorAll<HTMLElement>(focusable);
  if (focused !== -1) controls[Math.min(focused, controls.length - 1)]?.focus();
}

/** What a button is called: its title, with the word that is seen on it, by which people who speak to their computer call it. */
export function spokenName(label: string, title: string): string {
  const isSign = !/\p{L}/u.test(label);
  return isSign || title.toLowerCase().includes(label.toLowerCase()) ? title : `${label}: ${title}`;
}
