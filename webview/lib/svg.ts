type SvgAttributes = Readonly<Record<string, string | number | undefined | ((event: Event) => void)>>;

/** Makes an SVG element. Texts become text nodes, never mark-up: logs are written by strangers. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: SvgAttributes = {},
  ...children: readonly (Node | string | undefined)[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.replace(/^on/, ''), value);
    else if (value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

/** Cuts a text to a width in pixels, as far as a usual character tells; empty where not even a few characters fit. */
export function fitting(text: string, pixels: number, characterWidth = 6.3): string {
  const most = Math.floor(pixels / characterWidth);
  if (text.length <= most) return text;
  return most < 4 ? '' : `${text.slice(0, most - 1)}…`;
}
