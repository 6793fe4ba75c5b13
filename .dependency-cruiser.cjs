// Which way imports may point. The order of the rooms is declared once, in rooms.json.
const rooms = require('./rooms.json');

const looksUpstairs = rooms.slice(0, -1).map((room, i) => ({
  name: `${room}-looks-upstairs`,
  severity: 'error',
  comment: `${room} may not import a later room. Move the shared part up, or let the later room call.`,
  from: { path: `^packages/server/src/${room}/` },
  to: { path: `^packages/server/src/(${rooms.slice(i + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...looksUpstairs,
    {
      name: 'rooms-by-the-door-only',
      severity: 'error',
      comment: 'Enter another room by its index.ts.',
      from: { path: '^packages/server/src/([^/]+)/' },
      to: {
        path: '^packages/server/src/[^/]+/',
        pathNot: ['^packages/server/src/$1/', '^packages/server/src/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'catalogue-is-a-leaf',
      severity: 'error',
      from: { path: '^packages/catalogue/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(packages/catalogue/|node_modules/typebox/)' },
    },
    {
      name: 'outside-only-by-wire',
      severity: 'error',
      from: { path: '^packages/(sdk-|client|agent|console|web|simulator)' },
      to: { path: '^packages/server/' },
    },
    {
      name: 'browser-has-no-node',
      severity: 'error',
      from: { path: '^packages/(sdk-browser|web|catalogue|client)/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-sdk-takes-only-types',
      severity: 'error',
      from: { path: '^packages/sdk-browser/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/catalogue/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sdk-node-needs-nothing',
      severity: 'error',
      comment: 'What runs in the programs of others brings nothing with it.',
      from: { path: '^packages/sdk-node/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/sdk-node/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'pg-only-in-store',
      severity: 'error',
      from: { pathNot: '^(packages/server/(src/store|test)|bench)/' },
      to: { path: '^node_modules/(@types/)?(pg|pg-[^/]+)/' },
    },
    {
      name: 'fastify-only-at-the-desk-and-the-door',
      severity: 'error',
      from: {
        pathNot:
          '^packages/(server/(src/http/|src/api/|src/intake/http|src/main/|test/)|sdk-node/(test/|src/.*\\.test\\.ts$))',
      },
      to: { path: '^node_modules/(fastify|@fastify)/' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
};
