/** The part of a document that changes the field with the focus as typing does. */
interface Editing {
  execCommand?(command: string, showUi: boolean, value: string): boolean;
}

/**
 * Puts a text into a field, with the cursor at an offset of it. Where the field has the focus, only what differs is typed over:
 * a text that is set as a whole takes the field's own undo away.
 */
export function editField(field: HTMLTextAreaElement, text: string, cursor: number): void {
  if (field.value !== text && !typeOver(field, text)) field.value = text;
  field.setSelectionRange(cursor, cursor);
}

/** @returns Whether the field now holds the text. */
function typeOver(field: HTMLTextAreaElement, text: string): boolean {
  if (document.activeElement !== field) return false;
  const { value } = field;
  const start = commonStart(value, text);
  const kept = commonEnd(value.slice(start), text.slice(start));
  const replacement = text.slice(start, text.length - kept);
  // Deprecated, and the only way to change a field so that its undo knows.
  const editing: Editing = document;
  field.setSelectionRange(start, value.length - kept);
  editing.execCommand?.(replacement === '' ? 'delete' : 'insertText', false, replacement);
  return field.value === text;
}

/** How many units two texts begin with, not counting half a character. */
function commonStart(one: string, two: string): number {
  let length = 0;
  while (length < one.length && one[length] === two[length]) length += 1;
  return /[\uD800-\uDBFF]/.test(one.charAt(length - 1)) ? length - 1 : length;
}

function commonEnd(one: string, two: string): number {
  const most = Math.min(one.length, two.length);
  let length = 0;
  while (length < most && one.at(-1 - length) === two.at(-1 - length)) length += 1;
  return /[\uDC00-\uDFFF]/.test(one.charAt(one.length - length)) ? length - 1 : length;
}
