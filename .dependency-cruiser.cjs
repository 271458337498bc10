/** Layers of the project; see CONTRIBUTING. */
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|webview)/', pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    layer('core-is-pure', '^src/core/', []),
    layer('protocol-knows-core', '^src/protocol/', ['^src/core/']),
    layer('engine-knows-no-editor', '^src/engine/', ['^src/core/', '^src/protocol/']),
    layer('vscode-is-the-edge', '^src/vscode/', ['^src/core/', '^src/protocol/', '^src/engine/']),
    layer('cli-is-an-edge', '^src/cli/', ['^src/core/', '^src/protocol/', '^src/engine/']),
    layer('webview-sees-wires', '^webview/', ['^src/core/', '^src/protocol/']),
    {
      name: 'hosts-never-import-the-worker',
      comment: 'The worker is a bundle of its own; hosts reach it over a transport.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/worker/' },
      to: { path: '^src/engine/worker/' },
    },
    {
      name: 'core-and-webview-use-no-node',
      severity: 'error',
      from: { path: '^(src/core|src/protocol|webview)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-file-knows-node-llama-cpp',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/engine/worker/llama\\.ts$' },
      to: { path: 'node-llama-cpp' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
