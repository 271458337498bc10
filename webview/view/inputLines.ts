/** Whether the cursor is in the first line that is shown, wrapped lines counted. */
export function isInFirstLine(area: HTMLTextAreaElement): boolean {
  const { value, selectionStart, selectionEnd } = area;
  const before = value.slice(0, selectionStart);
  return selectionStart === selectionEnd && !before.includes('\n') && isOneLine(area, before);
}

/** Whether the cursor is in the last line that is shown, wrapped lines counted. */
export function isInLastLine(area: HTMLTextAreaElement): boolean {
  const { value, selectionStart, selectionEnd } = area;
  if (selectionStart !== selectionEnd || value.slice(selectionEnd).includes('\n')) return false;
  const line = value.slice(value.lastIndexOf('\n') + 1);
  return selectionEnd === value.length || isOneLine(area, line);
}

let context: CanvasRenderingContext2D | null | undefined;

/** Whether a text is narrower than the area. */
function isOneLine(area: HTMLTextAreaElement, text: string): boolean {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return true;
  const style = getComputedStyle(area);
  context.font = style.font;
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  return context.measureText(text).width < area.clientWidth - padding;
}
