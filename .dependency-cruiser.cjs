/** The floors of ARCHITECTURE.md as rules. A planted violation of each is proven in test/integration/floors.int-spec.ts. */
const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycle', {}, { circular: true }),
    forbid('no-unresolved', {}, { couldNotResolve: true }),
    forbid(
      'platform-is-the-ground',
      { path: '^libs/platform/' },
      { path: '^(apps|test|libs)/', pathNot: '^libs/platform/' },
    ),
    forbid(
      'clients-are-islands',
      { path: '^libs/clients/([^/]+)/' },
      { path: '^(apps|test|libs)/', pathNot: '^libs/(platform/|clients/$1/)' },
    ),
    forbid(
      'features-stay-below',
      { path: '^libs/features/' },
      { path: '^(apps/|test/|libs/(schema|standins)/)' },
    ),
    forbid(
      'auth-is-lowest-feature',
      { path: '^libs/features/auth/' },
      { path: '^libs/features/', pathNot: '^libs/features/auth/' },
    ),
    forbid(
      'products-know-auth',
      { path: '^libs/features/products/' },
      { path: '^libs/features/', pathNot: '^libs/features/(products|auth)/' },
    ),
    forbid(
      'messaging-knows-auth',
      { path: '^libs/features/messaging/' },
      { path: '^libs/features/', pathNot: '^libs/features/(messaging|auth)/' },
    ),
    forbid(
      'etsy-knows-products-auth',
      { path: '^libs/features/etsy/' },
      { path: '^libs/features/', pathNot: '^libs/features/(etsy|products|auth)/' },
    ),
    forbid(
      'schema-lists-entities-only',
      { path: '^libs/schema/' },
      {
        path: '^(apps|test|libs)/',
        pathNot: '^libs/(schema/|platform/|features/[^/]+/src/[^/]*(entities|entity)\\.ts$)',
      },
    ),
    forbid(
      'entities-are-private',
      { path: '^(apps|libs)/', pathNot: '^libs/(schema/|features/[^/]+/src/entities\\.ts$)' },
      { path: '/src/entities\\.ts$' },
    ),
    forbid(
      'standins-stand-alone',
      { path: '^libs/standins/' },
      { path: '^(apps|test|libs)/', pathNot: '^libs/(standins|platform)/' },
    ),
    forbid(
      'product-runs-without-standins',
      { path: '^(apps|libs)/', pathNot: '^libs/standins/' },
      { path: '^libs/standins/' },
    ),
    forbid(
      'apps-are-islands',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid('dashboard-is-browser-only', { path: '^apps/dashboard/' }, { path: '^libs/' }),
    forbid(
      'front-doors-only',
      { path: '^libs/((?:platform|clients|features)/[^/]+|schema|standins)/' },
      {
        path: '^libs/',
        pathNot: '^libs/$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased'],
      },
    ),
    forbid(
      'apps-use-front-doors',
      { path: '^apps/' },
      { path: '^libs/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    ),
    forbid(
      'no-test-code-in-product',
      { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      { path: '(^test/|\\.spec\\.ts$)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
