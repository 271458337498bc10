import { LemmaAnswer } from './lemmaAnswer.js';
import { LemmaAttachment } from './lemmaAttachment.js';
import { LemmaBackground } from './lemmaBackground.js';
import { LemmaBranches } from './lemmaBranches.js';
import { LemmaChat } from './lemmaChat.js';
import { LemmaChatRow } from './lemmaChatRow.js';
import { LemmaChats } from './lemmaChats.js';
import { LemmaChecks } from './lemmaChecks.js';
import { LemmaChips } from './lemmaChips.js';
import { LemmaComposer } from './lemmaComposer.js';
import { LemmaContextGauge } from './lemmaContextGauge.js';
import { LemmaDetails } from './lemmaDetails.js';
import { LemmaEffort } from './lemmaEffort.js';
import { LemmaEmpty } from './lemmaEmpty.js';
import { LemmaFind } from './lemmaFind.js';
import { LemmaMarkdown } from './lemmaMarkdown.js';
import { LemmaModelBadge } from './lemmaModelBadge.js';
import { LemmaOutline } from './lemmaOutline.js';
import { LemmaPanes } from './lemmaPanes.js';
import { LemmaQuestion } from './lemmaQuestion.js';
import { LemmaQuestionEditor } from './lemmaQuestionEditor.js';
import { LemmaStep } from './lemmaStep.js';
import { LemmaSteps } from './lemmaSteps.js';
import { LemmaStrip } from './lemmaStrip.js';
import { LemmaThought } from './lemmaThought.js';
import { LemmaSuggestions } from './lemmaSuggestions.js';
import { LemmaTrace } from './lemmaTrace.js';
import { LemmaTraceEditor } from './lemmaTraceEditor.js';
import { LemmaTurn } from './lemmaTurn.js';
import { LemmaVote } from './lemmaVote.js';
import { LemmaVoteChoice } from './lemmaVoteChoice.js';

const elements = {
  'lemma-answer': LemmaAnswer,
  'lemma-attachment': LemmaAttachment,
  'lemma-background': LemmaBackground,
  'lemma-branches': LemmaBranches,
  'lemma-chat': LemmaChat,
  'lemma-chat-row': LemmaChatRow,
  'lemma-chats': LemmaChats,
  'lemma-checks': LemmaChecks,
  'lemma-chips': LemmaChips,
  'lemma-composer': LemmaComposer,
  'lemma-context-gauge': LemmaContextGauge,
  'lemma-details': LemmaDetails,
  'lemma-effort': LemmaEffort,
  'lemma-empty': LemmaEmpty,
  'lemma-find': LemmaFind,
  'lemma-markdown': LemmaMarkdown,
  'lemma-model-badge': LemmaModelBadge,
  'lemma-outline': LemmaOutline,
  'lemma-panes': LemmaPanes,
  'lemma-question': LemmaQuestion,
  'lemma-question-editor': LemmaQuestionEditor,
  'lemma-step': LemmaStep,
  'lemma-steps': LemmaSteps,
  'lemma-strip': LemmaStrip,
  'lemma-thought': LemmaThought,
  'lemma-suggestions': LemmaSuggestions,
  'lemma-trace': LemmaTrace,
  'lemma-trace-editor': LemmaTraceEditor,
  'lemma-turn': LemmaTurn,
  'lemma-vote': LemmaVote,
  'lemma-vote-choice': LemmaVoteChoice,
};

/** Registers the view's own elements. */
export function registerElements(): void {
  for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
}
