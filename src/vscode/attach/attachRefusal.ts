import { l10n } from 'vscode';

/** Why something cannot be attached. */
export type RefusalReason =
  | 'tooLarge'
  | 'binary'
  | 'folder'
  | 'unreadable'
  | 'empty'
  | 'nothingSelected'
  | 'noProblems'
  | 'full';

/** Something that cannot be attached, and why. */
export class AttachRefusal extends Error {
  readonly reason: RefusalReason;
  /** What was to be attached, as shown. */
  readonly path: string;

  constructor(reason: RefusalReason, path: string) {
    super(reason);
    this.name = 'AttachRefusal';
    this.reason = reason;
    this.path = path;
  }
}

/** Largest text that can be attached, in UTF-16 units or bytes: more than the largest context holds. */
export const MAX_ATTACHMENT = 600_000;

/** A refusal in words, with what to do instead. */
export function refusalWords({ reason, path }: AttachRefusal): string {
  switch (reason) {
    case 'tooLarge':
      return l10n.t('{0} is too large to attach. Select the part that matters and add that.', path);
    case 'binary':
      return l10n.t('{0} is not text, so it cannot be attached.', path);
    case 'folder':
      return l10n.t('{0} is a folder. Attach the files that matter instead.', path);
    case 'unreadable':
      return l10n.t('{0} cannot be read. It may have been moved or deleted.', path);
    case 'empty':
      return l10n.t('{0} is empty.', path);
    case 'nothingSelected':
      return l10n.t('Nothing is selected. Select text in an editor first.');
    case 'noProblems':
      return l10n.t('There are no problems to attach.');
    case 'full':
      return l10n.t('A question can have no more attachments. Remove one first.');
  }
}
