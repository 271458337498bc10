import type { ThinkBudget } from '../messages.js';
import type { JsonReader } from './jsonReader.js';
import type { RunAgain, RunFacts, RunModel } from './run.js';
import { LOOP_GUARDS, RUN_DIFFERENCES } from './savedWords.js';

/** Reads what a stored turn was run with. */
export function readRun(run: JsonReader): RunFacts {
  const sampling = run.field('sampling');
  return {
    sampling: {
      temperature: sampling.field('temperature').amount(),
      topP: sampling.field('topP').amount(),
      topK: sampling.field('topK').amount(),
      minP: sampling.field('minP').amount(),
      maxTokens: sampling.field('maxTokens').count(),
    },
    budget: readBudget(run.field('budget')),
    model: readModel(run.field('model')),
  };
}

/** Reads which turn a stored turn runs again. */
export function readAgain(again: JsonReader): RunAgain {
  const same = again.field('same').optional((reader) => reader.boolean());
  const partly = again.field('partly').optional((reader) => reader.boolean());
  return {
    turnId: again.field('turnId').string(),
    differences: again
      .field('differences')
      .items()
      .map((each) => each.oneOf(RUN_DIFFERENCES)),
    ...(same !== undefined && { same }),
    ...(partly === true && { partly }),
  };
}

function readBudget(budget: JsonReader): ThinkBudget {
  const maxTokens = budget.field('maxTokens');
  const closingPhrase = budget.field('closingPhrase').optional((reader) => reader.string());
  const loopGuard = budget.field('loopGuard').optional((reader) => reader.oneOf(LOOP_GUARDS));
  const answerAfter = budget.field('answerAfter').optional((reader) => reader.count());
  return {
    maxTokens: maxTokens.isNull ? null : maxTokens.count(),
    ...(closingPhrase !== undefined && { closingPhrase }),
    ...(loopGuard !== undefined && { loopGuard }),
    ...(answerAfter !== undefined && { answerAfter }),
  };
}

function readModel(model: JsonReader): RunModel {
  return {
    name: model.field('name').string(),
    architecture: model.field('architecture').string(),
    fileSizeBytes: model.field('fileSizeBytes').count(),
    contextSize: model.field('contextSize').count(),
    backend: model.field('backend').string(),
    threads: model.field('threads').count(),
    batchSize: model.field('batchSize').count(),
    kvCache: model.field('kvCache').string(),
    flashAttention: model.field('flashAttention').string(),
  };
}
