/**
 * Puts a long row of elements below a parent in groups. What is out of view is skipped group by group: a browser looks at every
 * child of what it lays out, which for hundreds of steps would cost more than the step that changes.
 */
export class ElementGroups {
  private readonly parent: HTMLElement;
  private readonly className: string;
  private readonly size: number;

  /**
   * @param className Class of the groups; its style lets them be skipped.
   * @param size Elements of a full group.
   */
  constructor(parent: HTMLElement, className: string, size: number) {
    this.parent = parent;
    this.className = className;
    this.size = size;
  }

  /** Puts an element to the end. */
  add(element: HTMLElement): void {
    let group = this.parent.lastElementChild;
    if (group === null || group.childElementCount >= this.size) {
      group = document.createElement('div');
      group.className = this.className;
      this.parent.append(group);
    }
    group.append(element);
  }

  /** Takes an element from the end away. */
  remove(element: HTMLElement): void {
    const group = element.parentElement;
    element.remove();
    if (group?.childElementCount === 0) group.remove();
  }
}
