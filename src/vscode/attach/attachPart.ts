import { randomUUID } from 'node:crypto';
import type { LastEditor } from '../editor/lastEditor.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { Attacher } from './attacher.js';
import { DraftAttachments } from './draftAttachments.js';
import { LastCopy } from './lastCopy.js';

/** What is attached to the question that is being written, and who attaches it. */
export interface AttachPart extends Disposable {
  readonly drafts: DraftAttachments;
  readonly attacher: Attacher;
}

/** Builds it. Tokens are counted once a model is loaded. */
export function createAttachPart(
  { context, onError }: Foundation,
  engine: EngineService,
  lastEditor: LastEditor,
): AttachPart {
  const owned = new DisposableList();
  const onFailure = (thrown: unknown): void => {
    onError('attachments', thrown);
  };
  const drafts = new DraftAttachments({
    memento: context.workspaceState,
    newId: randomUUID,
    countTokens: (texts) => engine.countTokens(texts),
    onError: onFailure,
  });
  owned.addFunction(
    engine.onStateChange(({ kind }) => {
      if (kind === 'ready') drafts.count(true).catch(onFailure);
    }),
  );
  const lastCopy = owned.add(new LastCopy());
  return {
    drafts,
    attacher: new Attacher({ drafts, lastEditor, lastCopy }),
    dispose: () => {
      owned.dispose();
    },
  };
}
