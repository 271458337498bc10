import type { EditorContext } from '../../../../src/core/messages.js';

/** A selection in a document of the given language. */
export function editorContext(
  languageId: string,
  selectedText: string,
  path = 'src/sample.txt',
): EditorContext {
  const endLine = selectedText.split('\n').length - 1;
  const uri = `file:///${path}`;
  return { uri, path, languageId, selectedText, startLine: 0, endLine, source: 'selection' };
}
