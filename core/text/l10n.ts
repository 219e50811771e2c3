/**
 * Text for people goes through a translator that is handed in; `@vscode/l10n` and `vscode.l10n` both are one.
 * Calls are written `l10n.t('…')` so that the tools that collect strings find them.
 */
export interface Translator {
  /** Gives the text in the user's language; `{0}`, `{1}` … stand for the values. */
  t(message: string, ...values: (string | number | boolean)[]): string;
}

/** English, with the values filled in: what tests and programs without translations use. */
export const english: Translator = {
  t: (message, ...values) => message.replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole)),
};
