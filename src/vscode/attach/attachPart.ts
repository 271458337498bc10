import { randomUUID } from 'node:crypto';
import type { EngineState } from '../../core/engine.js';
import type { LastEditor } from '../editor/lastEditor.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { Attacher } from './attacher.js';
import { DraftAttachments } from './draftAttachments.js';
import type { LastCopy } from './lastCopy.js';

/** What is attached to the question that is being written, and who attaches it. */
export interface AttachPart extends Disposable {
  readonly drafts: DraftAttachments;
  readonly attacher: Attacher;
}

/** Builds it. Tokens are counted once a model is loaded. */
export function createAttachPart(
  { context, onError }: Foundation,
  engine: EngineService,
  { lastEditor, lastCopy }: { readonly lastEditor: LastEditor; readonly lastCopy: LastCopy },
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
  const count = ({ kind }: EngineState): void => {
    if (kind === 'ready') drafts.count(true).catch(onFailure);
  };
  count(engine.state);
  owned.addFunction(engine.onStateChange(count));
  return {
    drafts,
    attacher: new Attacher({ drafts, lastEditor, lastCopy }),
    dispose: () => {
      owned.dispose();
    },
  };
}
