// Takes the place of the native module `@vscode/native-watchdog` in a VS Code that was installed without a compiler. The
// extension host itself looks every second whether its parent lives, which is all that is needed here.
'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
