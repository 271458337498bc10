import type { TurnStatus } from '../../core/chat/turn.js';
import type { ModelBadge } from '../../protocol/chat.js';

/** What Lemma is doing, as the status bar shows it. */
export type StatusKind =
  | { readonly kind: 'noModel' | 'idle' | 'ready' | 'queued' | 'thinking' | 'answering' | 'error' }
  /** `fraction` from 0 to 1. */
  | { readonly kind: 'loading' | 'reading'; readonly fraction: number };

/** What is going on: the running turn where there is one, else the state of the model. */
export function statusKind(model: ModelBadge, active: TurnStatus | undefined): StatusKind {
  switch (active?.state) {
    case 'loading':
      return { kind: 'loading', fraction: active.progress ?? model.fraction ?? 0 };
    case 'prefill':
      return { kind: 'reading', fraction: active.progress ?? 0 };
    case 'thinking':
    case 'answering':
    case 'queued':
      return { kind: active.state };
    case 'finished':
    case 'failed':
    case undefined:
      break;
  }
  switch (model.state) {
    case 'none':
      return { kind: 'noModel' };
    case 'unloaded':
      return { kind: 'idle' };
    case 'loading':
      return { kind: 'loading', fraction: model.fraction ?? 0 };
    case 'ready':
      return { kind: 'ready' };
    case 'failed':
      return { kind: 'error' };
  }
}
