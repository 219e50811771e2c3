import * as vscode from 'vscode';
import { excerptLines } from '../core/features/protocol.ts';

/**
 * The lines around a place, as far as an entry is looked for.
 * @param line from 0.
 * @returns their text, and the number of the first of them, from 1.
 */
export function excerptAround(document: vscode.TextDocument, line: number): { text: string; firstLine: number } {
  const first = Math.max(0, line - excerptLines);
  const range = document.validateRange(new vscode.Range(first, 0, line + excerptLines + 1, 0));
  return { text: document.getText(range).replace(/\r\n/g, '\n'), firstLine: first + 1 };
}
