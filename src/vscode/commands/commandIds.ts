/** Ids of the commands of Lemma; the manifest declares the same (a test compares them). */
export const COMMANDS = {
  explain: 'lemma.explain',
  solve: 'lemma.solve',
  solveWithVotes: 'lemma.solveWithVotes',
  addSelection: 'lemma.addSelection',
  addFile: 'lemma.addFile',
  newChat: 'lemma.newChat',
  showChats: 'lemma.showChats',
  renameChat: 'lemma.renameChat',
  deleteChat: 'lemma.deleteChat',
  exportChat: 'lemma.exportChat',
  exportAllChats: 'lemma.exportAllChats',
  importChats: 'lemma.importChats',
  openChatInEditor: 'lemma.openChatInEditor',
  focusChat: 'lemma.focusChat',
  find: 'lemma.find',
  stop: 'lemma.stop',
  answerNow: 'lemma.answerNow',
  retry: 'lemma.retry',
  runAgain: 'lemma.runAgain',
  copyAnswer: 'lemma.copyAnswer',
  copyAnswerWithThinking: 'lemma.copyAnswerWithThinking',
  insertAsComment: 'lemma.insertAsComment',
  continueAnswer: 'lemma.continue',
  thinkLonger: 'lemma.thinkLonger',
  previousBranch: 'lemma.previousBranch',
  nextBranch: 'lemma.nextBranch',
  toggleConfidence: 'lemma.toggleConfidence',
  triggerInline: 'lemma.triggerInline',
  explainSuggestion: 'lemma.explainSuggestion',
  thinkAboutSuggestion: 'lemma.thinkAboutSuggestion',
  toggleInline: 'lemma.toggleInline',
  toggleInlineLanguage: 'lemma.toggleInlineLanguage',
  pauseInline: 'lemma.pauseInline',
  resumeInline: 'lemma.resumeInline',
  keepInlineAlways: 'lemma.keepInlineAlways',
  openWalkthrough: 'lemma.openWalkthrough',
  tryDemoModel: 'lemma.tryDemoModel',
  openExample: 'lemma.openExample',
  showMenu: 'lemma.showMenu',
  chooseModel: 'lemma.chooseModel',
  setHubToken: 'lemma.setHubToken',
  calibrate: 'lemma.calibrate',
  restartEngine: 'lemma.restartEngine',
  showLog: 'lemma.showLog',
  copyDiagnostics: 'lemma.copyDiagnostics',
  acceptProposal: 'lemma.acceptProposal',
  discardProposal: 'lemma.discardProposal',
} as const;

/** A command by its short name. */
export type CommandName = keyof typeof COMMANDS;

/** One handler for each command, given what VS Code passes to it: a missing one fails the build. */
export type CommandHandlers = Readonly<
  Record<CommandName, (...args: readonly unknown[]) => void | Promise<void>>
>;
