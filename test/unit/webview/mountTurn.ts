import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { ThinkingFold } from '../../../src/protocol/chat.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { HostConnection } from '../../../webview/host/hostConnection.js';
import { NONE_FOLDED, type StepFolds } from '../../../webview/model/stepFolds.js';
import type { VoteChoice } from '../../../webview/model/voteChoice.js';
import { setWithKatex } from '../../../webview/render/katexSetter.js';
import { Typesetter } from '../../../webview/render/typesetter.js';
import { registerElements } from '../../../webview/view/elements.js';
import { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { Ticker } from '../../../webview/view/ticker.js';
import type { ViewServices } from '../../../webview/view/viewServices.js';

if (customElements.get('lemma-turn') === undefined) registerElements();

const typesetter = new Typesetter(() => Promise.resolve(setWithKatex));

/** Services that keep folds in memory and collect what is posted to the host. */
export function memoryServices(
  posted: WireMessage[] = [],
  thinkingFold: ThinkingFold = 'never',
): ViewServices {
  const folded = new Map<string, boolean>();
  const stepFolds = new Map<string, StepFolds>();
  let outline: boolean | undefined;
  let draft = '';
  let questions: readonly string[] = [];
  let votes: VoteChoice = 'off';
  return {
    host: new HostConnection((message) => posted.push(message)),
    typesetter,
    ticker: new Ticker(),
    folds: {
      get: (turnId) => folded.get(turnId),
      set: (turnId, value) => folded.set(turnId, value),
    },
    thinkingFold: () => thinkingFold,
    thinksFreely: () => false,
    stepFolds: {
      get: (turnId) => stepFolds.get(turnId) ?? NONE_FOLDED,
      set: (turnId, folds) => stepFolds.set(turnId, folds),
    },
    outline: {
      get: () => outline,
      set: (open) => {
        outline = open;
      },
    },
    draft: {
      get: () => draft,
      set: (text) => {
        draft = text;
      },
    },
    votes: {
      get: () => votes,
      set: (choice) => {
        votes = choice;
      },
    },
    questions: {
      get: () => questions,
      set: (all) => {
        questions = all;
      },
    },
  };
}

/** A turn on the page, painted, its math set. */
export async function mountTurn(
  turn: TurnSnapshot,
  services = memoryServices(),
): Promise<LemmaTurn> {
  const element = new LemmaTurn();
  element.turn = turn;
  element.services = services;
  document.body.append(element);
  await painted(element);
  await typesetter.whenReady();
  return element;
}

/** Waits for an element and all below it to be painted. */
export async function painted(element: Element): Promise<void> {
  if ('updateComplete' in element) await element.updateComplete;
  for (const child of element.children) await painted(child);
}
