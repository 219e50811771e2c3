import * as l10n from '@vscode/l10n';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** The extension, as a page of a panel sees it. Messages are plain values whose types both sides share. */
export interface Host<Incoming, Outgoing> {
  send(message: Outgoing): void;
  onMessage(listener: (message: Incoming) => void): void;
  /** What the page keeps while it is hidden, and over a reload of the window. */
  keep(state: unknown): void;
  kept(): unknown;
}

/**
 * Connects a page with the extension; call it once. The translations come with the page (`client/webview-page.ts`), so
 * `l10n.t('…')` of `@vscode/l10n` works from here on.
 */
export function connectHost<Incoming, Outgoing>(): Host<Incoming, Outgoing> {
  const translations = document.getElementById('translations')?.textContent;
  if (translations) l10n.config({ contents: translations });
  const api = acquireVsCodeApi();
  return {
    send: message => api.postMessage(message),
    onMessage: listener => window.addEventListener('message', event => listener(event.data as Incoming)),
    keep: state => api.setState(state),
    kept: () => api.getState(),
  };
}
