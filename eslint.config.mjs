import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const restrict = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
});
const vscodeOnlyAtTheEdge = {
  group: ['vscode'],
  message: 'Only src/vscode talks to VS Code: pass plain data or a port instead.',
};
const nativeOnlyInOneFile = {
  group: ['node-llama-cpp', 'node-llama-cpp/*'],
  message: 'Only src/engine/worker/llama.ts knows node-llama-cpp: extend its port.',
};
const noNode = {
  group: ['node:*'],
  message: 'This layer runs without Node: take the capability as a parameter.',
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.artifacts/', 'test/workspace/', 'media/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { jsdoc },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', { max: 500 }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'jsdoc/check-tag-names': 'error',
      'jsdoc/no-types': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ClassDeclaration',
            'FunctionDeclaration',
          ],
          require: { ClassDeclaration: true, FunctionDeclaration: true },
        },
      ],
    },
  },
  {
    files: ['src/core/**/*.ts', 'src/protocol/**/*.ts'],
    rules: restrict(vscodeOnlyAtTheEdge, nativeOnlyInOneFile, noNode),
  },
  { files: ['webview/**/*.ts'], rules: restrict(vscodeOnlyAtTheEdge, nativeOnlyInOneFile, noNode) },
  {
    files: ['src/engine/**/*.ts', 'src/cli/**/*.ts'],
    ignores: ['src/engine/worker/llama.ts'],
    rules: restrict(vscodeOnlyAtTheEdge, nativeOnlyInOneFile),
  },
  { files: ['src/engine/worker/llama.ts'], rules: restrict(vscodeOnlyAtTheEdge) },
  { files: ['src/vscode/**/*.ts'], rules: restrict(nativeOnlyInOneFile) },
  {
    files: ['tools/**/*.ts', 'src/cli/**/*.ts', 'test/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
